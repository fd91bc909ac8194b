import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@debrief/kernel';
import { findContradictions, withAdmin } from '../../factories/record-check';
import { shuffle } from '../../factories/shuffle';
import { usePlatform } from './platform-suite';

type Row = Record<string, unknown>;
interface Item {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly body: JsonObject;
}
const start = Date.UTC(2026, 10, 20, 10);
const at = (ms: number): string => new Date(start + ms).toISOString();

describe('batches of Langfuse clients', () => {
  const suite = usePlatform();
  let traceId: string;
  /** Deletions take rows out of the ledger. */
  let isLedgerWhole: boolean;
  beforeEach(() => {
    traceId = randomUUID();
    isLedgerWhole = true;
  });
  afterEach(() =>
    withAdmin(suite.test.adminUrl, async (client) =>
      expect(isLedgerWhole ? await findContradictions(client, suite.own.workspaceId) : []).toEqual([]),
    ),
  );

  const item = (type: string, ms: number, body: JsonObject): Item => ({
    id: randomUUID(),
    type,
    timestamp: at(ms),
    body,
  });
  const post = (batch: unknown, headers?: Record<string, string>) =>
    suite.call('POST', '/api/public/ingestion', { batch, metadata: { sdk_name: 'langfuse-js' } }, headers);
  /** A batch whose items must all be good. */
  const send = async (...batch: readonly Item[]): Promise<void> =>
    expect(await post(batch)).toMatchObject({
      status: 207,
      body: { successes: batch.map(({ id }) => ({ id, status: 201 })), errors: [] },
    });
  const query = async (text: string): Promise<Row[]> =>
    withAdmin(suite.test.adminUrl, async (client) => (await client.query<Row>(text, [suite.own.workspaceId])).rows);
  /** All that is stored of traces, observations and scores, but for ids and times of the server. */
  const stored = async (): Promise<Row> => ({
    traces: await query(
      `select external_id, session_id, surface, status, started_at, ended_at, event_count, error_count, observation_count, input_tokens, output_tokens,
              total_tokens, cache_read_tokens, cost_usd, name, user_id, release, version, environment, tags, metadata, models, public, input, output,
              input_preview, output_preview, root_ended, spans_start_at, spans_end_at
         from debrief.trace where workspace_id = $1 order by external_id`,
    ),
    events: await query(
      `select t.external_id, e.span_id, e.parent_id, e.type, e.name, e.started_at, e.ended_at, e.level, e.model, e.input_tokens, e.output_tokens,
              e.total_tokens, e.cost_usd, e.cost_source, e.input_preview, e.output_preview, e.metadata, e.status_code, e.raw::jsonb - 'resource' - 'scope' as raw
         from debrief.event e join debrief.trace t on t.id = e.trace_id and t.workspace_id = e.workspace_id
        where e.workspace_id = $1 order by t.external_id, e.span_id`,
    ),
    scores: await query(
      `select external_id, trace_external_id, observation_id, name, value, string_value from debrief.score where workspace_id = $1 order by external_id`,
    ),
  });

  /** As the JavaScript SDK 3 sends an agent's run: updates before creates, and a score before all. */
  const run = (): Item[] => [
    item('score-create', 5, {
      id: `${traceId}-s`,
      traceId,
      observationId: `${traceId}-g`,
      name: 'quality',
      value: 0.9,
    }),
    item('generation-update', 900, {
      ...{ id: `${traceId}-g`, traceId, endTime: at(900), completionStartTime: at(400), model: 'gpt-4o-2024-08-06' },
      ...{ output: { role: 'assistant', content: 'It rains.' }, level: 'DEFAULT', metadata: { attempt: { of: 2 } } },
      usage: { input: 1_000, output: 50, total: 1_050, unit: 'TOKENS' },
      usageDetails: { input: 900, input_cached_tokens: 100, output: 50, total: 1_050 },
    }),
    item('span-update', 1_000, { id: `${traceId}-r`, traceId, endTime: at(1_000), output: 'It rains.' }),
    item('generation-create', 100, {
      ...{ id: `${traceId}-g`, traceId, parentObservationId: `${traceId}-r`, name: 'answer', startTime: at(100) },
      ...{ model: 'gpt-4o', modelParameters: { temperature: 0 }, metadata: { attempt: { number: 1 } } },
      ...{
        input: [{ role: 'user', content: 'Weather?' }],
        promptName: 'weather',
        promptVersion: 3,
        environment: 'default',
      },
    }),
    item('tool-create', 150, {
      ...{ id: `${traceId}-t`, traceId, parentObservationId: `${traceId}-r`, name: 'forecast', startTime: at(150) },
      ...{ input: { city: 'Oslo' }, output: { rain: true }, endTime: at(300) },
    }),
    item('event-create', 350, {
      ...{ id: `${traceId}-e`, traceId, parentObservationId: `${traceId}-r`, name: 'retry', level: 'WARNING' },
      startTime: at(350),
    }),
    item('span-create', 50, { id: `${traceId}-r`, traceId, name: 'agent', startTime: at(50), input: 'Weather?' }),
    item('trace-create', 0, {
      ...{
        id: traceId,
        timestamp: at(0),
        name: 'chat',
        userId: 'u-7',
        sessionId: 's-1',
        release: '1.4.0',
        tags: ['b', 'a'],
      },
      ...{ public: true, input: { question: 'Weather?' }, metadata: { repository: 'my-app', nested: { a: 1 } } },
      environment: 'production',
    }),
    item('trace-create', 1_100, { id: traceId, output: 'It rains.', tags: ['c'], metadata: { nested: { b: 2 } } }),
    item('sdk-log', 1_200, { log: 'flushed' }),
  ];

  it('last as long as their observations, however late their run is told of', async () => {
    const span = { id: randomUUID(), traceId, startTime: at(0), endTime: at(2_000) };
    await send(item('trace-create', 60_000, { id: traceId, timestamp: at(60_000) }), item('span-create', 60_000, span));
    expect(await suite.read(`/api/public/traces/${traceId}`)).toMatchObject({ timestamp: at(60_000), latency: 2 });
    expect(await suite.read(`/v1/traces/${traceId}`)).toMatchObject({ startTime: at(60_000), latency: 2000 });
  });

  it('become traces and observations, as they were folded by hand', async () => {
    await send(...run());
    const { traces, events, scores } = (await stored()) as Record<string, Row[]>;
    expect(traces).toEqual([
      expect.objectContaining({
        ...{ external_id: traceId, session_id: 's-1', surface: 'langfuse', status: 'completed', name: 'chat' },
        ...{ started_at: new Date(start), ended_at: new Date(start + 1_000), event_count: '4', error_count: '0' },
        ...{ observation_count: '2', input_tokens: '1000', output_tokens: '50', total_tokens: '1050' },
        // 900 at $2.50, 100 cached at $1.25 and 50 at $10 a million.
        ...{
          cache_read_tokens: '100',
          cost_usd: '0.002875',
          user_id: 'u-7',
          release: '1.4.0',
          environment: 'production',
        },
        ...{ tags: ['a', 'b', 'c'], metadata: { repository: 'my-app', nested: { a: 1, b: 2 } }, public: true },
        ...{ input: { question: 'Weather?' }, output: 'It rains.', models: ['gpt-4o-2024-08-06'] },
      }),
    ]);
    expect(events).toMatchObject([
      { span_id: `${traceId}-e`, type: 'span', name: 'retry', started_at: new Date(start + 350), level: 'warning' },
      {
        ...{ span_id: `${traceId}-g`, parent_id: `${traceId}-r`, type: 'llm_call', name: 'answer' },
        ...{ started_at: new Date(start + 100), ended_at: new Date(start + 900), model: 'gpt-4o-2024-08-06' },
        ...{ input_tokens: '1000', output_tokens: '50', cost_usd: 0.002875, cost_source: 'list' },
        ...{ input_preview: 'Weather?', output_preview: 'It rains.', metadata: { attempt: { number: 1, of: 2 } } },
      },
      { span_id: `${traceId}-r`, parent_id: null, type: 'span', ended_at: new Date(start + 1_000) },
      { span_id: `${traceId}-t`, type: 'tool_call', name: 'forecast', ended_at: new Date(start + 300) },
    ]);
    expect(scores).toMatchObject([{ external_id: `${traceId}-s`, trace_external_id: traceId, value: 0.9 }]);
  });

  it('change nothing when they come again', async () => {
    const batch = run();
    await send(...batch);
    const once = await stored();
    const positions = await query(`select position from debrief.stream_position where workspace_id = $1`);
    await send(...batch);
    await send(...batch.toReversed());
    expect(await stored()).toEqual(once);
    expect(await query(`select position from debrief.stream_position where workspace_id = $1`)).toEqual(positions);
  });

  it('end in the same rows however they are shuffled over requests', async () => {
    const batch = run();
    await send(...batch);
    const expected = await stored();
    for (let round = 0; round < 4; round += 1) {
      const renamed = JSON.parse(JSON.stringify(shuffle(batch)).replaceAll(traceId, `again-${round}`)) as Item[];
      for (let from = 0; from < renamed.length; from += 2) await send(...renamed.slice(from, from + 2));
      const all = JSON.parse(JSON.stringify(await stored())) as Record<string, Row[]>;
      const again = Object.fromEntries(
        Object.entries(all).map(([table, rows]) => [
          table,
          rows
            .filter((row) => JSON.stringify(row).includes(`again-${round}`))
            .map((row) => JSON.parse(JSON.stringify(row).replaceAll(`again-${round}`, traceId)) as Row),
        ]),
      );
      expect(again).toEqual(JSON.parse(JSON.stringify(expected)));
    }
  });

  it('store 99 of 100 events of which one is invalid, and say so again when they are resent', async () => {
    const batch = Array.from({ length: 100 }, (_, n) =>
      item('span-create', n, { id: `${traceId}-${n}`, traceId, name: n === 42 ? 7 : 'step', endTime: at(n + 1) }),
    );
    const refused = {
      id: batch[42]!.id,
      status: 400,
      message: 'Invalid request data',
      error: 'body.name must be a string',
    };
    for (let time = 0; time < 2; time += 1) {
      const { status, body } = await post(batch);
      expect(status).toBe(207);
      expect(body.errors).toEqual([refused]);
      expect(body.successes).toHaveLength(99);
      expect(((await stored()) as Record<string, Row[]>).traces).toMatchObject([{ event_count: '99' }]);
    }
  });

  it('take each type of observation', async () => {
    const types = [
      'span',
      'generation',
      'event',
      'agent',
      'tool',
      'chain',
      'retriever',
      'evaluator',
      'embedding',
      'guardrail',
    ];
    await send(
      ...types.map((type, n) => item(`${type}-create`, n, { id: `a-${type}`, traceId, name: type })),
      ...types.map((type, n) =>
        item('observation-create', n, { id: `b-${type}`, traceId, name: type, type: type.toUpperCase() }),
      ),
      ...types.map((type, n) => item(`${type}-update`, n, { id: `c-${type}`, traceId, name: type })),
    );
    const rows = await query(
      `select substr(span_id, 3) as type, string_agg(distinct observation_type || coalesce(' ' || observation_kind, ''), ', ') as types, count(*)::int
         from debrief.event where workspace_id = $1 group by 1`,
    );
    expect(
      Object.fromEntries(rows.map(({ type, types: all, count }) => [type, `${count as number} ${all as string}`])),
    ).toEqual(Object.fromEntries(types.map((type) => [type, type === 'event' ? '3 span event' : `3 ${type}`])));
  });

  it('take file operations and terminal commands as calls of tools', async () => {
    await send(
      item('file-operation-create', 1, { id: 'f', traceId, operation: 'update', filePath: 'src/a.ts', success: true }),
      item('terminal-command-create', 2, {
        id: 'c',
        traceId,
        command: 'npm test',
        exitCode: 1,
        stderr: 'failed',
        durationMs: 20,
      }),
    );
    expect(
      await query(
        `select span_id, type, name, level, duration_ms, payload from debrief.event where workspace_id = $1 order by span_id`,
      ),
    ).toMatchObject([
      {
        span_id: 'c',
        type: 'tool_call',
        name: 'terminal_command',
        level: 'error',
        duration_ms: 20,
        payload: { arguments: { command: 'npm test' } },
      },
      {
        span_id: 'f',
        type: 'tool_call',
        name: 'file_update',
        level: 'default',
        payload: { arguments: { operation: 'update', path: 'src/a.ts' } },
      },
    ]);
  });

  it('take checkpoints and commits of their own traces', async () => {
    await send(
      item('checkpoint-create', 3, { traceId, name: 'before', type: 'pre_edit' }),
      item('git-link-create', 3, { traceId, commitSha: 'a1b2c3d4e5f6' }),
      item('trace-create', 0, { id: traceId, name: 'run' }),
    );
    expect(await suite.read(`/v1/traces/${traceId}/checkpoints`)).toMatchObject({ data: [{ name: 'before' }] });
    expect(await suite.read(`/v1/traces/${traceId}/git-links`)).toMatchObject({
      data: [{ commitSha: 'a1b2c3d4e5f6' }],
    });
    const unknown = item('git-link-create', 3, { traceId: 'nowhere', commitSha: 'a1b2c3d4e5f6' });
    expect(await post([unknown])).toMatchObject({ status: 207, body: { errors: [{ id: unknown.id, status: 404 }] } });
  });

  it.each<[string, Partial<Item>, object]>([
    ['an unknown type', { type: 'dataset-run-item-create' }, { status: 400 }],
    ['no timestamp', { timestamp: undefined }, { status: 400, error: 'timestamp is required' }],
    ['a time that is none', { timestamp: 'today' }, { status: 400, error: 'timestamp must be an ISO 8601 time' }],
    ['no body', { body: undefined }, { status: 400, error: 'body is required' }],
    [
      'an update of nothing',
      { type: 'span-update', body: { name: 'x' } },
      { status: 400, error: 'body.id is required' },
    ],
    ['a bad level', { body: { level: 'LOUD' } }, { status: 400 }],
    ['a bad type', { type: 'observation-create', body: { type: 'thing' } }, { status: 400 }],
    ['a body over 1 MiB', { body: { input: 'x'.repeat(1024 * 1024) } }, { status: 413 }],
    [
      'a score of no value',
      { type: 'score-create', body: { traceId: 't', name: 'x' } },
      { status: 400, message: 'Invalid request data' },
    ],
    [
      'a score of an unknown config',
      { type: 'score-create', body: { traceId: 't', name: 'x', value: 1, configId: randomUUID() } },
      { status: 404 },
    ],
  ])('refuse an item of %s, and it alone', async (_name, changes, refusal) => {
    const [bad, good] = [{ ...item('span-create', 0, {}), ...changes }, item('span-create', 0, { traceId })];
    expect(await post([bad, good])).toMatchObject({
      status: 207,
      body: { successes: [{ id: good.id, status: 201 }], errors: [{ id: bad.id, ...refusal }] },
    });
  });

  it('are refused as a whole where they are none, or too many', async () => {
    const invalid = { message: 'Invalid request data', error: [{ path: ['batch'], message: 'must be a list' }] };
    expect(await post({})).toMatchObject({ status: 400, body: invalid });
    expect(await suite.call('POST', '/api/public/ingestion', [])).toMatchObject({ status: 400 });
    const many = Array.from({ length: 1_001 }, (_, n) => item('span-create', n, { id: `${n}`, traceId }));
    expect(await post(many)).toMatchObject({ status: 413, body: { error: 'InvalidRequestError' } });
    const large = Array.from({ length: 6 }, () => item('span-create', 0, { traceId, input: 'x'.repeat(900_000) }));
    expect(await post(large)).toMatchObject({ status: 413 });
    expect(await query('select 1 from debrief.trace where workspace_id = $1')).toEqual([]);
    expect(await post([])).toEqual(expect.objectContaining({ status: 207, body: { successes: [], errors: [] } }));
  });

  it('do not bring back what was deleted', async () => {
    const batch = run();
    isLedgerWhole = false;
    await send(...batch);
    const { status } = await suite.call('DELETE', `/v1/traces/${traceId}`);
    expect(status).toBe(200);
    expect(await query('select 1 from debrief.entity_event where workspace_id = $1')).toEqual([]);
    const { body } = await post(batch);
    expect(body.errors).toHaveLength(batch.length - 1);
    expect(await query('select 1 from debrief.trace where workspace_id = $1')).toEqual([]);
  });
});
