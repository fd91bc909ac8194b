import { setImmediate } from 'node:timers/promises';
import type { WorkspaceTx } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { sql } from 'kysely';
import { makeVerdict, storeVerdict } from '../../factories/verdicts';
import { useIncidents } from './incidents-suite';

const timeout = { step: { error: 'Timeout after 300 ms' } };
const declined = { step: { name: 'pay', error: 'card declined' } };

describe('absorbing a verdict', () => {
  const suite = useIncidents();
  const { absorb, addRun, all, auditOf, inWorkspace, reanalyse } = suite;
  const set = (id: string, change: { status?: string; verifiedAt?: Date }) =>
    inWorkspace((tx) => tx.updateTable('incident').set(change).where('id', '=', id).execute());
  const traceOf = (id: string) =>
    inWorkspace((tx) => tx.selectFrom('trace').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
  const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

  it('opens an incident, audited and on the stream', async () => {
    const traceId = await addRun([{ ...timeout, confidence: 0.95, criticalStepSeq: 7 }], 60);
    const [incident] = await suite.incidents.absorb(suite.runs.scope, traceId);
    expect(await all()).toEqual([incident]);
    const { startedAt } = await traceOf(traceId);
    expect(incident).toMatchObject({
      projectId: suite.runs.projectId,
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      label: 'tool_error',
      labels: ['tool_error'],
      title: 'Tool error: search of booker: Timeout after 300 ms',
      rootCause: 'Step 7 failed.',
      severity: 'high',
      status: 'new',
      ownerId: null,
      representativeTraceId: traceId,
      sessionIds: [traceId],
      sessionCount: 1,
      occurrenceCount: 1,
      criticalStepSeq: 7,
      confidence: 0.95,
      reopenedCount: 0,
      firstSeenAt: startedAt,
      lastSeenAt: startedAt,
      verifiedAt: null,
    });
    expect((await traceOf(traceId)).incidentIds).toEqual([incident?.id]);
    expect(await auditOf(incident?.id ?? '')).toEqual([
      { action: 'incident.open', details: expect.objectContaining({ session_id: traceId, label: 'tool_error' }) },
    ]);
    const ledger = await inWorkspace((tx) =>
      tx.selectFrom('appendLedger').select(['kind', 'traceId', 'recordId']).orderBy('lastPosition').execute(),
    );
    expect(ledger.slice(1)).toEqual([
      { kind: 'trace', traceId, recordId: null },
      { kind: 'incident', traceId, recordId: incident?.id },
    ]);
    expect(suite.announced).toContain(suite.runs.scope.workspaceId);
  });

  it('joins runs that failed alike, and keeps apart those that did not', async () => {
    await absorb([{ ...timeout, criticalStepSeq: 9, confidence: 0.6 }], 120);
    await absorb([{ step: { error: 'timeout after 25 ms' }, criticalStepSeq: 4, confidence: 0.7 }], 60);
    await absorb([declined], 30);
    expect((await all()).map((one) => [one.title, one.sessionCount, one.criticalStepSeq, one.confidence])).toEqual([
      ['Tool error: search of booker: Timeout after 300 ms', 2, 4, 0.7],
      ['Tool error: pay of booker: card declined', 1, 3, 0.8],
    ]);
    const [first] = await all();
    expect((first?.lastSeenAt.getTime() ?? 0) - (first?.firstSeenAt.getTime() ?? 0)).toBeGreaterThan(55_000);
  });

  it('counts runs once and detections each', async () => {
    await absorb([timeout, timeout, declined]);
    expect((await all()).map((one) => [one.sessionCount, one.occurrenceCount]).sort()).toEqual([
      [1, 1],
      [1, 2],
    ]);
  });

  it.each([
    ['a suspicion', { tier: 'suspicion', confidence: 1 }, 0],
    ['a confidence below 0.5', { confidence: 0.49 }, 0],
    ['a symptom of just 0.5', { tier: 'symptom', confidence: 0.5 }, 1],
  ] as const)('of %s', async (_name, found, incidents) => {
    expect(await absorb([{ ...timeout, ...found }])).toHaveLength(incidents);
    expect(await all()).toHaveLength(incidents);
  });

  it('goes by the threshold of the project', async () => {
    await inWorkspace((tx) =>
      tx
        .updateTable('project')
        .set({ settings: '{"incident_threshold": 0.9}' })
        .where('id', '=', suite.runs.projectId)
        .execute(),
    );
    expect(await absorb([{ ...timeout, confidence: 0.89 }])).toEqual([]);
    expect(await absorb([{ ...timeout, confidence: 0.9 }])).toHaveLength(1);
  });

  it('changes nothing the second time', async () => {
    const traceId = await addRun([timeout, declined]);
    const first = await suite.incidents.absorb(suite.runs.scope, traceId);
    const snapshot = () =>
      inWorkspace(async (tx) => ({
        incidents: await tx.selectFrom('incident').selectAll().orderBy('id').execute(),
        members: await tx.selectFrom('incidentTrace').selectAll().orderBy('fingerprint').execute(),
        audit: await tx.selectFrom('auditLog').select('id').execute(),
        ledger: await tx.selectFrom('appendLedger').select('lastPosition').execute(),
      }));
    const before = await snapshot();
    expect(await suite.incidents.absorb(suite.runs.scope, traceId)).toEqual(first);
    expect(await snapshot()).toEqual(before);
  });

  it('of a new analysis takes the run out of what it no longer shows; an empty incident stays', async () => {
    const first = await addRun([{ ...timeout, criticalStepSeq: 2, confidence: 0.9 }], 300);
    const second = await addRun([{ ...timeout, criticalStepSeq: 5, confidence: 0.7 }], 200);
    for (const id of [first, second]) await suite.incidents.absorb(suite.runs.scope, id);
    await reanalyse(first, [declined]);
    const [timeouts, declines] = await all();
    expect(timeouts).toMatchObject({
      sessionCount: 1,
      occurrenceCount: 1,
      criticalStepSeq: 5,
      confidence: 0.7,
      representativeTraceId: second,
      sessionIds: [second],
      firstSeenAt: (await traceOf(second)).startedAt,
    });
    expect(declines).toMatchObject({ sessionCount: 1, sessionIds: [first] });
    expect((await traceOf(first)).incidentIds).toEqual([declines?.id]);

    await reanalyse(second, []);
    expect((await all())[0]).toMatchObject({
      sessionCount: 0,
      occurrenceCount: 0,
      criticalStepSeq: 5,
      representativeTraceId: null,
      sessionIds: [],
      status: 'new',
    });
    expect((await traceOf(second)).incidentIds).toEqual([]);
    expect((await auditOf(timeouts?.id ?? '')).map(({ action, details }) => [action, details['session_id']])).toEqual([
      ['incident.open', first],
      ['incident.remove_session', first],
      ['incident.remove_session', second],
    ]);
  });

  it('of a new analysis with another number of detections counts the difference', async () => {
    const traceId = await addRun([timeout, timeout]);
    await suite.incidents.absorb(suite.runs.scope, traceId);
    await reanalyse(traceId, [timeout]);
    expect(await all()).toMatchObject([{ sessionCount: 1, occurrenceCount: 1 }]);
  });

  it('of many runs at once opens each incident once and counts every run', async () => {
    const found = [timeout, declined, { label: 'loop' }, { label: 'retry_storm' }];
    const rotated = (n: number) => found.map((_, index) => found[(index + n) % found.length] ?? timeout);
    const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => addRun(rotated(n))));
    // Each twice: a job may come again while it still runs.
    await Promise.all([...ids, ...ids].map((id) => suite.incidents.absorb(suite.runs.scope, id)));
    expect((await all()).map((one) => [one.sessionCount, one.occurrenceCount])).toEqual(found.map(() => [12, 12]));
    const opened = await inWorkspace((tx) =>
      tx.selectFrom('auditLog').select('id').where('action', '=', 'incident.open').execute(),
    );
    expect(opened).toHaveLength(found.length);
  });

  describe('while another transaction holds', () => {
    /** Absorbs a run while `hold` has what it locked; it lets go when the absorption waits for it, or is through. */
    const absorbBehind = (
      traceId: string,
      lock: (tx: WorkspaceTx) => Promise<unknown>,
      change: (tx: WorkspaceTx) => Promise<unknown>,
    ) =>
      inWorkspace(async (tx) => {
        await lock(tx);
        let isDone = false;
        const absorbing = suite.incidents.absorb(suite.runs.scope, traceId).finally(() => (isDone = true));
        const waits = sql<{ count: number }>`
          select count(*)::int as count from pg_locks l join pg_database d on d.oid = l.database or l.database is null
           where not l.granted and d.datname = current_database()`;
        while (!isDone && (await waits.execute(tx)).rows[0]?.count === 0) await setImmediate();
        await change(tx);
        return { absorbing };
      }).then(({ absorbing }) => absorbing);

    it('the run, goes by the verdict that is stored meanwhile', async () => {
      const traceId = await addRun([timeout]);
      const incidents = await absorbBehind(
        traceId,
        (tx) => tx.selectFrom('trace').select('id').where('id', '=', traceId).forUpdate().execute(),
        (tx) => storeVerdict(tx, traceId, makeVerdict(declined)),
      );
      expect(incidents.map(({ title }) => title)).toEqual(['Tool error: pay of booker: card declined']);
      expect(await all()).toHaveLength(1);
    });

    it('an incident, goes where it is merged to meanwhile', async () => {
      await absorb([timeout]);
      await absorb([declined]);
      const [into = '', from = ''] = (await all()).map(({ id }) => id);
      const traceId = await addRun([declined]);
      const incidents = await absorbBehind(
        traceId,
        (tx) => tx.selectFrom('incident').select('id').forUpdate().execute(),
        async (tx) => {
          await tx.updateTable('incidentTrace').set({ incidentId: into }).where('incidentId', '=', from).execute();
          await tx.updateTable('incident').set({ mergedInto: into }).where('id', '=', from).execute();
        },
      );
      expect(incidents).toMatchObject([{ id: into, sessionCount: 2 }]);
    });
  });

  it('opens a verified incident again for a run that started later, once', async () => {
    await absorb([timeout], 7 * 86_400);
    const [{ id = '' } = {}] = await all();
    const verifiedAt = daysAgo(2);
    await set(id, { status: 'verified', verifiedAt });
    await absorb([timeout], 3 * 86_400);
    expect(await all()).toMatchObject([{ status: 'verified', sessionCount: 2 }]);
    const [later] = await absorb([timeout], 86_400);
    await absorb([timeout], 3_600);
    expect(await all()).toMatchObject([{ id, status: 'new', reopenedCount: 1, sessionCount: 4 }]);
    expect((await all())[0]?.verifiedAt?.getTime()).toBe(verifiedAt.getTime());
    expect((await auditOf(id)).slice(1)).toEqual([
      {
        action: 'incident.reopen',
        details: {
          session_id: later?.sessionIds[0],
          before: { status: 'verified', reopened_count: 0 },
          after: { status: 'new', reopened_count: 1 },
        },
      },
    ]);
  });

  it('lets an ignored incident count on, and nothing else', async () => {
    await absorb([{ ...timeout, confidence: 0.6 }]);
    const [{ id = '' } = {}] = await all();
    await set(id, { status: 'ignored' });
    await absorb([{ ...timeout, confidence: 0.99, severity: 'critical' }]);
    expect(await all()).toMatchObject([{ status: 'ignored', severity: 'medium', sessionCount: 2 }]);
    expect(await auditOf(id)).toHaveLength(1);
  });

  it('raises the severity with the evidence, and says so', async () => {
    await absorb([{ ...timeout, confidence: 0.6 }]);
    const [{ id = '' } = {}] = await all();
    await absorb([{ ...timeout, confidence: 0.9 }]);
    expect((await auditOf(id)).at(-1)).toMatchObject({
      action: 'incident.update',
      details: { before: { severity: 'medium' }, after: { severity: 'high' } },
    });
  });

  it('never counts a run that a regression made, even one that it learns of later', async () => {
    const traceId = await addRun([timeout]);
    await suite.incidents.absorb(suite.runs.scope, traceId);
    await inWorkspace((tx) => tx.insertInto('regressionTrace').values({ traceId }).execute());
    expect(await suite.incidents.absorb(suite.runs.scope, traceId)).toEqual([]);
    expect(await all()).toMatchObject([{ sessionCount: 0 }]);
  });

  it('keeps counted what retention removed', async () => {
    const first = await addRun([timeout], 120);
    await suite.incidents.absorb(suite.runs.scope, first);
    const [second] = (await absorb([timeout], 60))[0]?.sessionIds ?? [];
    const { firstSeenAt } = (await all())[0] ?? {};
    await inWorkspace((tx) => tx.deleteFrom('trace').where('id', '=', first).execute());
    expect(await all()).toMatchObject([
      { sessionCount: 2, occurrenceCount: 2, firstSeenAt, sessionIds: [second], representativeTraceId: second },
    ]);
  });

  it('of a run that is gone, of another workspace or not analysed yet does nothing', async () => {
    const foreign = await addRun([timeout]);
    const { scope } = suite.runs;
    expect(await suite.incidents.absorb(scope, newId())).toEqual([]);
    expect(await suite.incidents.absorb({ ...scope, workspaceId: newId() }, foreign)).toEqual([]);
    expect(await all()).toEqual([]);
  });
});
