import { randomBytes } from 'node:crypto';
import type { JsonObject, JsonValue } from '@debrief/kernel';
import { sql } from 'kysely';
import { insertIncident, insertIncidentTrace } from '../../factories/incidents';
import { exportOf, sentSpan } from '../../factories/otlp-export';
import { type Body, useDatasets } from './datasets-suite';

const text = (key: string, value: JsonValue): JsonObject => ({
  key,
  value: { stringValue: typeof value === 'string' ? value : JSON.stringify(value) },
});

describe('what runs over datasets gave', () => {
  const suite = useDatasets();

  /** A trace of one span, as Langfuse's exporters send it. @returns its id and the span's */
  const trace = async (input: JsonValue, output: JsonValue, more: JsonObject = {}): Promise<[string, string]> => {
    const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
    const attributes = [text('langfuse.observation.input', input), text('langfuse.observation.output', output)];
    const span = sentSpan({ traceId, spanId, attributes, ...more });
    await suite.expect(200, 'POST', '/api/public/otel/v1/traces', exportOf(span));
    return [traceId, spanId];
  };
  const dataset = async (...items: readonly JsonObject[]): Promise<Body> => {
    const made = await suite.expect(201, 'POST', '/v1/datasets', { name: 'a' });
    for (const item of items) await suite.expect(201, 'POST', '/v1/datasets/a/items', item);
    return made;
  };
  const run = async (name: string, ...items: readonly JsonObject[]): Promise<string> => {
    const { id } = await suite.expect(201, 'POST', '/v1/datasets/a/runs', { name });
    for (const item of items) await suite.expect(201, 'POST', `/v1/datasets/runs/${id}/items`, item);
    return id as string;
  };
  const score = async (traceId: string, name: string, value: number, observationId: string | null = null) => {
    await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql`insert into score (project_id, id, external_id, trace_external_id, observation_id, name, value, data_type, source, scored_at)
          values (${suite.own.projectId}, gen_random_uuid(), gen_random_uuid()::text, ${traceId}, ${observationId}, ${name}, ${value},
                  'NUMERIC', 'API', now())`.execute(tx),
    );
  };

  it('is held against what was expected: as given, of the observation, or of the trace, whole and not cut', async () => {
    const long = { text: 'word '.repeat(200), list: [1, 2.0, { deep: true }] };
    const [whole] = await trace({ q: 1 }, long);
    const [traceId, observationId] = await trace({ q: 2 }, 'kitten');
    await dataset(
      { id: 'whole', input: { q: 1 }, expectedOutput: { list: [1, 2, { deep: true }], text: 'word '.repeat(200) } },
      { id: 'part', input: { q: 2 }, expectedOutput: 'sitting' },
      { id: 'given', input: 3, expectedOutput: [1, 2] },
      { id: 'late', input: 4, expectedOutput: 'x' },
      { id: 'open', input: 5 },
    );
    const id = await run(
      'r',
      { datasetItemId: 'whole', traceId: whole },
      { datasetItemId: 'part', traceId, observationId },
      { datasetItemId: 'given', traceId: whole, output: [1, 2, 3, 4] },
      { datasetItemId: 'late', traceId: 'not there yet' },
      { datasetItemId: 'open', traceId: whole },
    );
    await score(traceId, 'quality', 0.5, observationId);
    await score(traceId, 'other', 1, 'another observation');
    await score(whole, 'quality', 1);
    const { summary, data, meta, ...rest } = await suite.expect(200, 'GET', `/v1/datasets/runs/${id}/results`);
    expect(rest).toMatchObject({ runId: id, runName: 'r' });
    expect(data.map(({ datasetItemId, match }: Body) => [datasetItemId, match])).toEqual([
      ['open', null],
      ['late', null],
      ['given', false],
      ['part', false],
      ['whole', true],
    ]);
    const of = (item: string): Body => data.find(({ datasetItemId }: Body) => datasetItemId === item);
    expect(of('whole')).toMatchObject({ input: { q: 1 }, actualOutput: long, similarity: 1, traceId: whole });
    expect(of('part')).toMatchObject({ expectedOutput: 'sitting', actualOutput: 'kitten', similarity: 1 - 3 / 7 });
    expect(of('part').scores).toEqual([expect.objectContaining({ name: 'quality', value: 0.5, dataType: 'NUMERIC' })]);
    expect(of('given')).toMatchObject({ actualOutput: [1, 2, 3, 4], similarity: 0.5 });
    expect(of('late')).toMatchObject({ actualOutput: null, similarity: null, scores: [] });
    expect(summary).toEqual({
      ...{ itemCount: 5, comparedCount: 3, matchCount: 1, matchRate: 1 / 3, scores: { quality: 0.875 } },
      avgSimilarity: expect.closeTo((1 + 1 - 3 / 7 + 0.5) / 3, 12),
    });
    expect(meta).toEqual({ totalCount: 5, hasMore: false, nextCursor: null });
    const first = await suite.expect(200, 'GET', '/v1/datasets/a/runs/r/results?limit=2');
    const second = await suite.expect(200, 'GET', `/v1/datasets/a/runs/r/results?cursor=${first.meta.nextCursor}`);
    expect([...first.data, ...second.data]).toEqual(data);
    expect(second.summary).toEqual(summary);
  });

  it('is compared by item, with averages over the items that every run has', async () => {
    await dataset(
      { id: 'better', input: 1, expectedOutput: 'abcd' },
      { id: 'worse', input: 2, expectedOutput: 'x' },
      { id: 'same', input: 3, expectedOutput: 'y' },
      { id: 'only', input: 4, expectedOutput: 'z' },
    );
    const [timed] = await trace(1, 'abcd', {
      startTimeUnixNano: '1764112345000000000',
      endTimeUnixNano: '1764112347500000000',
    });
    const before = await run(
      'before',
      { datasetItemId: 'better', traceId: 't1', output: 'abxx' },
      { datasetItemId: 'worse', traceId: 't2', output: 'x' },
      { datasetItemId: 'same', traceId: 't3', output: 'y' },
      { datasetItemId: 'only', traceId: 't4', output: 'z' },
    );
    const after = await run(
      'after',
      { datasetItemId: 'better', traceId: 'first try', output: 'nothing like it' },
      { datasetItemId: 'better', traceId: timed },
      { datasetItemId: 'worse', traceId: 't6', output: 'no' },
      { datasetItemId: 'same', traceId: 't7', output: 'y' },
    );
    await score(timed, 'quality', 0.75);
    const ofRun = { datasetRunId: after, name: 'overall', value: 0.5 };
    await suite.expect(201, 'POST', '/v1/scores', ofRun);
    expect((await suite.expect(200, 'GET', `/v1/datasets/runs/${after}/results`)).runScores).toEqual([
      expect.objectContaining({ name: 'overall', value: 0.5 }),
    ]);
    const found = await suite.expect(200, 'GET', `/v1/datasets/a/runs/compare?runIds=${before},${after}`);
    expect(found.comparedItems).toBe(3);
    expect(found.runs).toEqual([
      {
        ...{ id: before, name: 'before', matchRate: 2 / 3, avgSimilarity: expect.closeTo(2.5 / 3, 12), scores: {} },
        ...{ runScores: {}, totalCost: 0, avgLatency: null },
      },
      {
        ...{ id: after, name: 'after', matchRate: 2 / 3, avgSimilarity: expect.closeTo(2 / 3, 12) },
        ...{ scores: { quality: 0.75 }, runScores: { overall: 0.5 }, totalCost: 0, avgLatency: 2_500 },
      },
    ]);
    const changes = found.itemComparison.map(({ datasetItemId, change }: Body) => [datasetItemId, change]);
    expect(Object.fromEntries(changes)).toEqual({
      ...{ better: 'improved', worse: 'regressed', same: 'unchanged', only: 'missing' },
    });
    expect(found.itemComparison[0].results).toEqual({
      [before]: { match: false, similarity: 0.5, scores: {} },
      [after]: { match: true, similarity: 1, scores: { quality: 0.75 } },
    });
    const [only] = found.itemComparison.slice(-1);
    expect(Object.keys(only.results)).toEqual([before]);
    expect(await suite.expect(200, 'GET', `/v1/datasets/runs/compare?runIds=${before},${after}`)).toEqual(found);
    const third = await run('third', { datasetItemId: 'worse', traceId: 't8', output: 'x' });
    const three = await suite.expect(200, 'GET', `/v1/datasets/a/runs/compare?runIds=${after},before,${third}`);
    expect(three.comparedItems).toBe(1);
    const worse = three.itemComparison.find(({ datasetItemId }: Body) => datasetItemId === 'worse');
    expect(worse.changes).toEqual({ [before]: 'improved', [third]: 'improved' });
    for (const wrong of ['', '?runIds=', `?runIds=${before}`, `?runIds=${before},${before}`, `?runIds=${before},,x`])
      await suite.expect(400, 'GET', `/v1/datasets/a/runs/compare${wrong}`);
    await suite.expect(404, 'GET', `/v1/datasets/a/runs/compare?runIds=${before},none`);
    await suite.expect(201, 'POST', '/v1/datasets', { name: 'b' });
    const { id: foreign } = await suite.expect(201, 'POST', '/v1/datasets/b/runs', { name: 'r' });
    await suite.expect(400, 'GET', `/v1/datasets/runs/compare?runIds=${before},${foreign}`);
    await suite.expect(404, 'GET', `/v1/datasets/a/runs/compare?runIds=${before},${foreign}`);
  });

  it('becomes an item: what went in, and what came out unless it went wrong', async () => {
    await dataset();
    const [good, span] = await trace({ q: 1 }, { answer: 'yes' });
    const from = '/v1/datasets/a/items/from-trace';
    const item = await suite.expect(201, 'POST', from, { traceId: good, metadata: { why: 'good' } });
    expect(item).toMatchObject({
      ...{ input: { q: 1 }, expectedOutput: { answer: 'yes' }, metadata: { why: 'good' } },
      ...{ sourceTraceId: good, sourceObservationId: null, incidentIds: [] },
    });
    expect(await suite.expect(201, 'POST', from, { traceId: good, observationId: span })).toMatchObject({
      ...{ input: { q: 1 }, expectedOutput: { answer: 'yes' }, sourceObservationId: span },
    });
    expect((await suite.expect(201, 'POST', from, { traceId: good, expectedOutput: 'no' })).expectedOutput).toBe('no');
    expect((await suite.expect(201, 'POST', from, { traceId: good, expectedOutput: null })).expectedOutput).toBeNull();
    const [failed] = await trace('in', 'out', { status: { code: 2, message: 'broken' } });
    expect(await suite.expect(201, 'POST', from, { traceId: failed })).toMatchObject({
      ...{ input: 'in', expectedOutput: null },
    });
    await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql`update trace set labels = array['wrong_tool'] where external_id = ${good}`.execute(tx),
    );
    expect((await suite.expect(201, 'POST', from, { traceId: good })).expectedOutput).toBeNull();
    await suite.expect(404, 'POST', from, { traceId: 'none' });
    await suite.expect(404, 'POST', from, { traceId: good, observationId: 'none' });
    await suite.expect(400, 'POST', from, {});
  });

  it('of a native run is what was asked and answered', async () => {
    await dataset();
    await suite.expect(201, 'POST', '/api/traces', { id: 'native' });
    const say = (seq: number, type: string, content: string): Promise<Body> =>
      suite.expect(200, 'POST', '/api/traces/native/events', {
        ...{ type, payload: { content }, seq, session_id: 'native', idempotency_key: `native:${seq}` },
        timestamp: new Date(Date.UTC(2026, 2, 31, 12, 0, seq)).toISOString(),
      });
    await say(0, 'user_message', 'Where is it?');
    await say(1, 'agent_message', 'Here.');
    expect(await suite.expect(201, 'POST', '/v1/datasets/a/items/from-trace', { traceId: 'native' })).toMatchObject({
      ...{ input: 'Where is it?', expectedOutput: 'Here.' },
    });
  });

  it('is the case of an incident with one call, once', async () => {
    await dataset();
    const [first] = await trace('first', 'wrong', { status: { code: 2 } });
    const [second] = await trace('second', 'wrong', { status: { code: 2 } });
    const incidentId = await suite.database.inWorkspace(suite.own.scope, async (tx) => {
      const id = await insertIncident(tx, suite.own.projectId);
      const rows = await tx.selectFrom('trace').select(['id', 'externalId']).execute();
      for (const externalId of [second, first])
        await insertIncidentTrace(tx, id, rows.find((row) => row.externalId === externalId)!.id);
      return id;
    });
    const from = '/v1/datasets/a/items/from-incident';
    const item = await suite.expect(201, 'POST', from, { incidentId, metadata: { priority: 1 } });
    expect(item).toMatchObject({
      ...{ input: 'first', expectedOutput: null, sourceTraceId: first, incidentIds: [incidentId] },
      metadata: { priority: 1, incidentIds: [incidentId] },
    });
    expect(await suite.expect(200, 'POST', from, { incidentId })).toEqual(item);
    const { data } = await suite.expect(200, 'GET', `/v1/datasets/a/items?incidentId=${incidentId}`);
    expect(data).toEqual([item]);
    await suite.expect(404, 'POST', from, { incidentId: suite.own.projectId });
    const empty = await suite.database.inWorkspace(suite.own.scope, (tx) => insertIncident(tx, suite.own.projectId));
    await suite.expect(409, 'POST', from, { incidentId: empty });
  });
});
