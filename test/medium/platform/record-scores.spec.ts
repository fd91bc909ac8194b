import { replaceScores, ScoreService, type SentScore } from '@debrief/ingestion';
import { DomainError, type JsonObject } from '@debrief/kernel';
import { RetentionService } from '@debrief/retention';
import { shuffle } from '../../factories/shuffle';
import { useOtel } from '../otel/otel-suite';

describe('scores that are recorded', () => {
  const suite = useOtel();
  const service = (): ScoreService => suite.api.app.get(ScoreService, { strict: false });
  const event = (eventId: string, at: number, body: JsonObject): SentScore => ({
    body: { traceId: 'run', name: 'quality', value: 1, ...body },
    eventId,
    timestamp: new Date(at),
  });
  /** As if each call came by itself: bodies are taken over. */
  const record = (...events: readonly SentScore[]) =>
    service().record(suite.own.keyScope(), suite.own.projectId, structuredClone(events) as SentScore[]);
  const rows = async (): Promise<object[]> => {
    const { rows: found } = await suite.admin.query(
      `select external_id, trace_external_id, name, value, string_value, data_type, source, comment, metadata::text, environment, scored_at
         from debrief.score where workspace_id = $1 order by external_id`,
      [suite.own.workspaceId],
    );
    return found;
  };
  const told = [
    event('a', 1_000, { id: 's', value: 0.1, comment: 'first', environment: 'PROD', metadata: { a: { x: 1 } } }),
    event('b', 2_000, { id: 's', value: 0.2, environment: 'test', metadata: { a: { y: 2 } } }),
    event('c', 3_000, { id: 's', value: 0.3, comment: 'last', traceId: 'other' }),
    event('d', 4_000, { id: 's', value: 0.4, source: 'ANNOTATION' }),
  ];
  const folded = {
    external_id: 's',
    trace_external_id: 'run',
    value: 0.4,
    comment: 'last',
    environment: 'prod',
    source: 'ANNOTATION',
    metadata: '{"a":{"x":1,"y":2}}',
    scored_at: new Date(1_000),
  };

  it('are one by their id, the fold of all that was said, in whatever order and however often it comes', async () => {
    for (const one of shuffle(told)) await record(one);
    const once = await rows();
    expect(once).toEqual([expect.objectContaining(folded)]);
    await record(...shuffle(told));
    for (const one of told) await record(one);
    expect(await rows()).toEqual(once);
  });

  it('are the same when they come at once', async () => {
    await Promise.all([...told, ...told].map((one) => record(one)));
    expect(await rows()).toEqual([expect.objectContaining(folded)]);
  });

  it('go on being folded when they are many', async () => {
    const many = Array.from({ length: 120 }, (_, index) => event(`n${index}`, index, { id: 's', value: index }));
    for (const one of many) await record(one);
    await record(many[3]!);
    expect(await rows()).toEqual([expect.objectContaining({ value: 119, scored_at: new Date(0) })]);
    const [{ length }] = (
      await suite.admin.query(
        `select json_array_length(history) as length from debrief.score where workspace_id = $1`,
        [suite.own.workspaceId],
      )
    ).rows;
    expect(length).toBeLessThanOrEqual(50);
  });

  it('are refused alone, and each says why', async () => {
    const outcomes = await record(
      event('1', 1, { id: 'good' }),
      event('2', 1, { id: 'x', value: 'y', dataType: 'NUMERIC' }),
      event('3', 1, { id: 'x', configId: 'nowhere' }),
      event('4', 1, { id: 'x', source: 'EVAL' }),
      { body: [], eventId: null, timestamp: null },
      event('5', -8.64e15, { id: 'x' }),
      event('6', 1, { id: 'x', timestamp: 'soon' }),
    );
    expect(outcomes.map((one) => (one instanceof DomainError ? one.code : one.id))).toEqual([
      'good',
      'INVALID',
      'NOT_FOUND',
      'INVALID',
      'INVALID',
      'INVALID',
      'INVALID',
    ]);
    expect(await rows()).toHaveLength(1);
  });

  it('that the server finds stand in the place of its last result, and are nobody else’s', async () => {
    const { externalId } = await suite.insert();
    const found = (value: number) => ({
      id: 'evaluated',
      traceId: externalId,
      observationId: null,
      sessionId: null,
      datasetRunId: null,
      name: 'tone',
      value,
      stringValue: null,
      dataType: 'NUMERIC' as const,
      comment: `because ${value}`,
      metadata: { value },
      environment: null,
      scoredAt: new Date(value),
    });
    for (const value of [1, 2])
      await suite.database.inWorkspace(suite.own.scope, (tx) => replaceScores(tx, suite.own.projectId, [found(value)]));
    const stored = { source: 'EVAL', value: 2, comment: 'because 2', metadata: '{"value":2}', scored_at: new Date(2) };
    expect(await rows()).toEqual([expect.objectContaining(stored)]);
    expect(await record(event('1', 1, { id: 'evaluated' }))).toMatchObject([{ code: 'CONFLICT' }]);
    expect(await rows()).toEqual([expect.objectContaining(stored)]);
  });

  it('are masked', async () => {
    const secret = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD';
    await record(
      event('1', 1, { id: 's', value: secret, comment: `key ${secret}`, metadata: { password: 'hush', note: secret } }),
    );
    expect(JSON.stringify(await rows())).not.toMatch(/sk-proj-abc|hush/);
  });

  it('of what never came go when their time is over, those of runs over data sets and of runs that are there stay', async () => {
    const { externalId } = await suite.insert();
    const target = { traceId: undefined as never };
    await record(
      event('1', 1, { id: 'lost', traceId: 'unknown' }),
      event('2', 1, { id: 'of a lost session', ...target, sessionId: 'gone' }),
      event('3', 1, { id: 'of a run over a data set', ...target, datasetRunId: 'run' }),
      event('4', 1, { id: 'of a run', traceId: externalId }),
    );
    await suite.admin.query(
      `update debrief.score set created_at = now() - interval '4000 days' where workspace_id = $1`,
      [suite.own.workspaceId],
    );
    await record(event('5', 1, { id: 'new', traceId: 'unknown' }));
    const retention = suite.api.app.get(RetentionService, { strict: false });
    await retention.expireTraces(suite.own.scope, { projectId: suite.own.projectId });
    expect((await rows()).map((row) => (row as { external_id: string }).external_id)).toEqual([
      'new',
      'of a run',
      'of a run over a data set',
    ]);
  });

  it('are counted, and no more when their run is deleted', async () => {
    const { externalId } = await suite.insert();
    await record(event('1', 1, { id: 'own', traceId: externalId }), event('2', 1, { id: 'early', traceId: 'unknown' }));
    const tally = async (): Promise<number> =>
      (
        await suite.admin.query(`select sum(scores)::int as scores from debrief.project_tally where project_id = $1`, [
          suite.own.projectId,
        ])
      ).rows[0].scores;
    expect(await tally()).toBe(2);
    await suite.remove(`/traces/${externalId}`);
    expect(await rows()).toEqual([expect.objectContaining({ external_id: 'early' })]);
    expect(await tally()).toBe(1);
    const [late] = await record(event('3', 1, { id: 'late', traceId: externalId }));
    expect(late).toMatchObject({ code: 'NOT_FOUND' });
  });
});
