import { sql } from 'kysely';
import { hexId, type StoredScore, useEvaluation } from './evaluation-suite';

interface Analysis {
  readonly labels: string[];
  readonly detections: { readonly label: string; readonly detector: string; readonly critical_step_seq: number }[];
  readonly incident_ids: string[];
}

describe('an enabled evaluator', () => {
  const suite = useEvaluation();

  const says = (...needles: string[]) => ({ type: 'contains', config: { needles, mode: 'any' } });
  const values = async (traceId: string): Promise<StoredScore['value'][]> =>
    (await suite.scoresOf(traceId)).map(({ value }) => value);
  const jobs = async (): Promise<number> => {
    const { rows } = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql<{ n: number }>`select count(*)::int as n from evaluator_job`.execute(tx),
    );
    return rows[0]?.n ?? 0;
  };
  const analysisOf = async (traceId: string): Promise<Analysis> =>
    (await suite.read(`/api/traces/${traceId}`)).analysis as Analysis;
  /** A run as a Platform client reports it, in one piece; once more with the same id changes it. */
  const report = async (id: string, output: string): Promise<void> => {
    const body = { id, name: 'support', input: 'Where?', output, endTime: '2026-11-27T01:00:01.000Z' };
    const timestamp = '2026-11-27T01:00:00.000Z';
    const batch = [{ id: hexId(8), type: 'trace-create', timestamp, body: { ...body, timestamp } }];
    const { status } = await suite.call('POST', '/api/public/ingestion', { batch });
    if (status !== 207) throw new Error(String(status));
    await suite.settle();
  };

  it('looks at each run that settles, once', async () => {
    await suite.add(says('Paris'));
    await suite.add({ ...says('Rome'), enabled: false });
    const traceId = await suite.send({ output: 'Paris' });
    expect(await suite.scoresOf(traceId)).toEqual([]);
    await suite.settle();
    expect(await values(traceId)).toEqual([1]);
    const [before] = await suite.scoresOf(traceId);
    await suite.call('POST', `/api/traces/${traceId}/analyze`);
    await suite.worker.work();
    expect(await suite.scoresOf(traceId)).toEqual([before]);
    expect(await jobs()).toBe(1);
  });

  it('looks only at what its filter lets pass', async () => {
    await suite.add({ ...says('Paris'), targetFilter: { names: ['answer'] } });
    const [one, another] = [
      await suite.send({ output: 'Paris' }),
      await suite.send({ name: 'other', output: 'Paris' }),
    ];
    await suite.settle();
    expect([await values(one), await values(another)]).toEqual([[1], []]);
  });

  it('takes its share of runs, and the same ones when they are sent again', async () => {
    await suite.add({ ...says('Paris'), samplingRate: 0.5 });
    const ids = Array.from({ length: 16 }, () => hexId(16));
    const spanIds = new Map(ids.map((id) => [id, hexId(8)]));
    const sendAll = async (): Promise<void> => {
      for (const traceId of ids) await suite.send({ traceId, spanId: spanIds.get(traceId), output: 'Paris' });
      await suite.settle();
    };
    await sendAll();
    const chosen = await jobs();
    expect(chosen).toBeGreaterThan(0);
    expect(chosen).toBeLessThan(ids.length);
    await sendAll();
    expect(await jobs()).toBe(chosen);
  });

  it('looks at the observations of the types that it asks for', async () => {
    await suite.add({ ...says('Paris'), targetFilter: { observationTypes: ['generation'] } });
    const [traceId, root, chat, tool] = [hexId(16), hexId(8), hexId(8), hexId(8)];
    await suite.send({ traceId, spanId: chat, parentSpanId: root, type: 'generation', output: 'Paris' });
    await suite.send({ traceId, spanId: tool, parentSpanId: root, type: 'tool', output: 'Paris' });
    await suite.send({ traceId, spanId: root, output: 'Paris' });
    await suite.settle();
    expect((await suite.scoresOf(traceId)).map(({ observationId }) => observationId)).toEqual([chat]);
  });

  it('whose score fails opens an incident, which the run leaves when the score recovers', async () => {
    const evaluator = await suite.add({ ...says('Paris'), scoreName: 'city', failBelow: 1 });
    const id = hexId(8);
    await report(id, 'Rome');
    expect(await values(id)).toEqual([0]);
    const failed = await analysisOf(id);
    expect(failed.labels).toContain('evaluator:city');
    expect(failed.detections).toContainEqual(
      expect.objectContaining({ label: 'evaluator:city', detector: `evaluator:${evaluator}`, version: '1' }),
    );
    const token = await suite.api.tokenOf(suite.own.userId, suite.own.email);
    const { body } = await suite.api.call(token, 'GET', '/api/incidents');
    const [incident] = body.incidents as { id: string; label: string; severity: string; session_count: number }[];
    expect(incident).toMatchObject({ label: 'evaluator:city', severity: 'high', session_count: 1 });
    expect(failed.incident_ids).toEqual([incident?.id]);

    await report(id, 'Paris');
    expect(await values(id)).toEqual([1]);
    const recovered = await analysisOf(id);
    expect(recovered.labels).not.toContain('evaluator:city');
    expect(recovered.incident_ids).toEqual([]);
    expect(await suite.read(`/api/incidents/${String(incident?.id)}`)).toMatchObject({
      incident: { session_count: 0 },
    });
  });

  it('whose finding stands is not asked again by the analysis that it changed', async () => {
    await suite.add({ ...says('Paris'), failBelow: 1 });
    const id = hexId(8);
    await report(id, 'Rome');
    const [before] = await suite.scoresOf(id);
    await suite.call('POST', `/api/traces/${id}/analyze`);
    await suite.worker.work();
    expect((await analysisOf(id)).labels.filter((label) => label.startsWith('evaluator:'))).toHaveLength(1);
    expect(await suite.scoresOf(id)).toEqual([before]);
  });
});
