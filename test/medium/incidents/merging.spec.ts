import { newId } from '@debrief/kernel';
import { useIncidents } from './incidents-suite';

const timeout = { step: { error: 'Timeout' }, criticalStepSeq: 5, confidence: 0.6 };
const declined = {
  label: 'tool_declined',
  step: { name: 'pay', error: 'declined' },
  criticalStepSeq: 2,
  confidence: 0.95,
};
const lost = { label: 'lost_context', step: { name: 'recall', error: null } };

describe('merging incidents', () => {
  const suite = useIncidents();
  const { addRun, all, auditOf, inWorkspace, reanalyse } = suite;
  const absorbRun = async (...found: Parameters<typeof addRun>[0]): Promise<string> => {
    const id = await addRun(found);
    await suite.incidents.absorb(suite.runs.scope, id);
    return id;
  };
  const idOf = async (label: string): Promise<string> => (await all()).find((one) => one.label === label)?.id ?? '';
  const read = (id: string) => suite.incidents.get(suite.runs.scope, id);
  const merge = (id: string, into: string) => suite.incidents.merge(suite.runs.scope, id, into);
  const split = (id: string, fingerprint: string) => suite.incidents.split(suite.runs.scope, id, fingerprint);
  const incidentsOf = async (traceId: string): Promise<string[]> =>
    (
      await inWorkspace((tx) =>
        tx.selectFrom('trace').select('incidentIds').where('id', '=', traceId).executeTakeFirstOrThrow(),
      )
    ).incidentIds;
  /** Runs the jobs that wait in the outbox, and those that they ask for. */
  const relink = async (): Promise<void> => {
    const jobs = await inWorkspace((tx) =>
      tx.deleteFrom('jobOutbox').where('name', '=', 'incidents.relink-traces').returning('payload').execute(),
    );
    for (const { payload } of jobs)
      await suite.incidents.relinkTraces(suite.runs.scope, payload as { incidentId: string; afterTraceId?: string });
    if (jobs.length > 0) await relink();
  };

  it('takes the runs over, one that is in both once, and goes by the other id from then on', async () => {
    const both = await absorbRun(timeout, declined);
    const one = await absorbRun(declined);
    const [timeouts, declines] = [await idOf('tool_error'), await idOf('tool_declined')];
    const merged = await merge(declines, timeouts);
    expect(merged).toMatchObject({
      id: timeouts,
      label: 'tool_error',
      labels: ['tool_error', 'tool_declined'],
      severity: 'high',
      sessionCount: 2,
      occurrenceCount: 3,
      criticalStepSeq: 2,
      confidence: 0.95,
      sessionIds: [one, both],
    });
    expect(await all()).toHaveLength(1);
    expect(await read(declines)).toEqual(merged);
    await relink();
    expect(await Promise.all([both, one].map(incidentsOf))).toEqual([[timeouts], [timeouts]]);
    expect((await auditOf(declines)).at(-1)).toMatchObject({ action: 'incident.merge', details: { into: timeouts } });
    expect((await auditOf(timeouts)).at(-1)).toMatchObject({ action: 'incident.merge', details: { from: declines } });
  });

  it('sends runs to come where the merge sends them, and takes them out there', async () => {
    await absorbRun(timeout);
    await absorbRun(declined);
    const [timeouts, declines] = [await idOf('tool_error'), await idOf('tool_declined')];
    await merge(declines, timeouts);
    const later = await absorbRun(declined);
    expect(await incidentsOf(later)).toEqual([timeouts]);
    expect(await all()).toMatchObject([{ id: timeouts, sessionCount: 3, occurrenceCount: 3 }]);
    await reanalyse(later, []);
    expect(await all()).toMatchObject([{ id: timeouts, sessionCount: 2, occurrenceCount: 2 }]);
  });

  it('is undone by a split, with what came since', async () => {
    const both = await absorbRun(timeout, declined);
    await absorbRun(declined);
    const [timeouts, declines] = [await idOf('tool_error'), await idOf('tool_declined')];
    const { fingerprint } = await read(declines);
    await merge(declines, timeouts);
    const later = await absorbRun(declined);
    const restored = await split(timeouts, fingerprint);
    expect(restored).toMatchObject({ id: declines, sessionCount: 3, occurrenceCount: 3, labels: ['tool_declined'] });
    expect(await read(timeouts)).toMatchObject({
      sessionCount: 1,
      occurrenceCount: 1,
      labels: ['tool_error'],
      criticalStepSeq: 5,
      confidence: 0.6,
    });
    await relink();
    expect(await incidentsOf(both)).toEqual([timeouts, declines].sort());
    expect(await incidentsOf(later)).toEqual([declines]);
    expect((await auditOf(declines)).at(-1)).toMatchObject({ action: 'incident.split', details: { from: timeouts } });
  });

  it('of what others were merged into takes them along; each can be split off again', async () => {
    await absorbRun(timeout);
    await absorbRun(declined);
    const run = await absorbRun(lost);
    const [timeouts, declines, losses] = [
      await idOf('tool_error'),
      await idOf('tool_declined'),
      await idOf('lost_context'),
    ];
    const { fingerprint } = await read(losses);
    await merge(losses, declines);
    await merge(declines, timeouts);
    expect(await read(losses)).toMatchObject({
      id: timeouts,
      sessionCount: 3,
      labels: ['tool_error', 'lost_context', 'tool_declined'],
    });
    expect(await split(declines, fingerprint)).toMatchObject({ id: losses, sessionIds: [run], sessionCount: 1 });
    expect(await read(timeouts)).toMatchObject({ sessionCount: 2, labels: ['tool_error', 'tool_declined'] });
  });

  it('relinks more runs than one job takes', async () => {
    await absorbRun(timeout);
    for (let count = 0; count < 51; count += 1) await absorbRun(declined);
    const [timeouts, declines] = [await idOf('tool_error'), await idOf('tool_declined')];
    await merge(declines, timeouts);
    await relink();
    const rows = await inWorkspace((tx) => tx.selectFrom('trace').select('incidentIds').execute());
    expect(rows.map(({ incidentIds }) => incidentIds)).toEqual(Array.from({ length: 52 }, () => [timeouts]));
  });

  it('keeps counted on the whole what retention removed', async () => {
    await absorbRun(timeout);
    const gone = await absorbRun(declined);
    const kept = await absorbRun(declined);
    const [timeouts, declines] = [await idOf('tool_error'), await idOf('tool_declined')];
    const { fingerprint } = await read(declines);
    await inWorkspace((tx) => tx.deleteFrom('trace').where('id', '=', gone).execute());
    expect(await merge(declines, timeouts)).toMatchObject({ sessionCount: 3 });
    expect(await split(timeouts, fingerprint)).toMatchObject({ sessionCount: 1, sessionIds: [kept] });
    expect(await read(timeouts)).toMatchObject({ sessionCount: 2 });
  });

  it('refuses itself, another project, what is not there, and a fingerprint that was never merged', async () => {
    await absorbRun(timeout);
    const [{ id = '', fingerprint = '' } = {}] = await all();
    const elsewhere = await inWorkspace(async (tx) => {
      const projectId = newId();
      await tx.insertInto('project').values({ id: projectId, name: 'Other', slug: 'other' }).execute();
      const row = await tx.selectFrom('incident').selectAll().executeTakeFirstOrThrow();
      await tx
        .insertInto('incident')
        .values({ ...row, id: projectId, projectId })
        .execute();
      return projectId;
    });
    await expect(merge(id, id)).rejects.toMatchObject({ code: 'INVALID', fields: { into: expect.any(String) } });
    await expect(merge(id, elsewhere)).rejects.toMatchObject({ code: 'INVALID', fields: { into: expect.any(String) } });
    await expect(merge(id, newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(merge(newId(), id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(split(id, fingerprint)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(split(newId(), fingerprint)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('and absorbing at once lose no run', async () => {
    await absorbRun(timeout);
    await absorbRun(declined);
    const [timeouts, declines] = [await idOf('tool_error'), await idOf('tool_declined')];
    const { fingerprint } = await read(declines);
    const ids = await Promise.all(Array.from({ length: 16 }, () => addRun([timeout, declined])));
    await Promise.all([
      ...ids.map((id) => suite.incidents.absorb(suite.runs.scope, id)),
      merge(declines, timeouts).then(() => split(timeouts, fingerprint)),
    ]);
    const [first, second] = [await read(timeouts), await read(declines)];
    expect([first.sessionCount, second.sessionCount]).toEqual([17, 17]);
    expect([first.occurrenceCount, second.occurrenceCount]).toEqual([17, 17]);
  });

  it('each into the other at once leaves one of them', async () => {
    await absorbRun(timeout);
    await absorbRun(declined);
    const [timeouts, declines] = [await idOf('tool_error'), await idOf('tool_declined')];
    const outcomes = await Promise.allSettled([merge(timeouts, declines), merge(declines, timeouts)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await all()).toMatchObject([{ sessionCount: 2 }]);
  });
});
