import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '@debrief/infra';
import type { EntityEvent, EntityService, IngestionService, OtlpSpan } from '@debrief/ingestion';
import type { JsonObject } from '@debrief/kernel';
import fc from 'fast-check';
import { findContradictions, withAdmin } from '../../factories/record-check';
import { keyScopeOf, mintTenant, type Tenant } from '../../factories/tenant';
import { exportOf, makeSpan, spanId, type SpanChanges } from '../../factories/span-export';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { makeEntities } from './make-entities';

type Row = Record<string, unknown>;
const start = Date.UTC(2026, 10, 20, 10);

describe('recording traces and observations', () => {
  let test: TestDatabase;
  let mint: () => Promise<Tenant>;
  let tenant: Tenant;
  let entities: EntityService;
  let ingestion: IngestionService;
  let database: Database;
  let trace: string;
  /** What moves to another trace takes its rows out of the ledger. */
  let isLedgerWhole: boolean;

  beforeAll(async () => {
    test = await openTestDatabase();
    const secret = (): string => randomBytes(32).toString('hex');
    mint = () =>
      mintTenant({
        database: test,
        secrets: { rootSecret: secret(), jwtSecret: secret(), jwtIssuer: 'x', serverToken: 'x' },
      });
    ({ entities, ingestion, database } = makeEntities(test, { MAX_TRACE_EVENTS: '50' }));
  });
  beforeEach(async () => {
    tenant = await mint();
    trace = randomUUID();
    isLedgerWhole = true;
  });
  afterEach(() =>
    withAdmin(test.adminUrl, async (client) =>
      expect(isLedgerWhole ? await findContradictions(client, tenant.workspaceId) : []).toEqual([]),
    ),
  );
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  const at = (ms: number): string => new Date(start + ms).toISOString();
  const event = (
    entity: EntityEvent['entity'],
    kind: EntityEvent['kind'],
    id: string,
    ms: number,
    body: JsonObject,
  ): EntityEvent => ({ entity, kind, id, eventId: randomUUID(), timestamp: at(ms), body });
  const ofTrace = (ms: number, body: JsonObject, id = trace): EntityEvent => event('trace', 'create', id, ms, body);
  const create = (id: string, ms: number, body: JsonObject): EntityEvent =>
    event('observation', 'create', id, ms, { traceId: trace, ...body });
  const update = (id: string, ms: number, body: JsonObject): EntityEvent =>
    event('observation', 'update', id, ms, { traceId: trace, ...body });
  const record = (events: readonly EntityEvent[], surface: 'langfuse' | 'platform' = 'langfuse') =>
    entities.record(keyScopeOf(tenant), tenant.projectId, structuredClone(events) as EntityEvent[], { surface });

  const query = (text: string, values: unknown[]): Promise<Row[]> =>
    withAdmin(test.adminUrl, async (client) => (await client.query<Row>(text, values)).rows);
  const readTrace = async (id = trace): Promise<Row | undefined> =>
    (await query('select * from debrief.trace where external_id = $1 and project_id = $2', [id, tenant.projectId]))[0];
  const readSpans = (id = trace): Promise<Row[]> =>
    query(
      `select e.* from debrief.event e join debrief.trace t on t.id = e.trace_id
        where t.external_id = $1 and t.project_id = $2 order by e.seq`,
      [id, tenant.projectId],
    );

  it('makes a trace of its client and its observations', async () => {
    const outcomes = await record([
      ofTrace(0, {
        ...{ name: 'chat', userId: 'u-1', sessionId: 's-1', tags: ['b', 'a'], public: true, release: 'r-1' },
        ...{ input: { question: 'why?' }, metadata: { repository: 'my-app' } },
      }),
      create('o-1', 1, { type: 'span', name: 'root', startTime: at(1) }),
      create('o-2', 2, {
        ...{ type: 'generation', name: 'call', parentObservationId: 'o-1', startTime: at(2), model: 'gpt-4o' },
        ...{ usage: { input: 1_000, output: 100, unit: 'TOKENS' }, metadata: { attempt: 1 } },
        input: [{ role: 'user', content: 'why?' }],
      }),
      update('o-2', 9, { output: { role: 'assistant', content: 'because' }, endTime: at(9) }),
      update('o-1', 10, { endTime: at(10) }),
    ]);
    expect(outcomes).toEqual(Array(5).fill('stored'));
    expect(await readTrace()).toMatchObject({
      ...{ surface: 'langfuse', name: 'chat', user_id: 'u-1', session_id: 's-1', tags: ['a', 'b'], public: true },
      ...{ release: 'r-1', input: { question: 'why?' }, metadata: { repository: 'my-app' }, status: 'completed' },
      ...{ event_count: '2', observation_count: '1', input_tokens: '1000', output_tokens: '100', total_tokens: '1100' },
      ...{ cost_usd: '0.0035', models: ['gpt-4o'], input_preview: '{"question":"why?"}', output_preview: 'because' },
      ...{ started_at: new Date(start), ended_at: new Date(start + 10), root_ended: true },
    });
    expect(await readSpans()).toMatchObject([
      { seq: '0', span_id: 'o-1', parent_id: null, type: 'span', name: 'root', duration_ms: 9 },
      {
        ...{ seq: '1', span_id: 'o-2', parent_id: 'o-1', type: 'llm_call', model: 'gpt-4o', duration_ms: 7 },
        ...{ input_preview: 'why?', output_preview: 'because', metadata: { attempt: 1 }, cost_usd: 0.0035 },
      },
    ]);
  });

  it('moves an observation to the trace that a later word names, and leaves nothing behind', async () => {
    isLedgerWhole = false;
    await record([event('observation', 'update', 'o-1', 5, { name: 'step', endTime: at(9) })]);
    expect(await readSpans('o-1')).toMatchObject([{ span_id: 'o-1' }]);
    await record([create('o-1', 1, { type: 'generation', model: 'gpt-4o', usage: { input: 10 } })]);
    expect(await readTrace('o-1')).toBeUndefined();
    expect(await readSpans()).toMatchObject([{ span_id: 'o-1', name: 'step', type: 'llm_call', input_tokens: '10' }]);
    expect(await readTrace()).toMatchObject({ event_count: '1', input_tokens: '10', status: 'completed' });
  });

  it('keeps a trace that others are in when an observation moves out of it', async () => {
    isLedgerWhole = false;
    await record([
      event('observation', 'update', 'o-1', 5, { name: 'early', startTime: at(1) }),
      create('o-2', 6, { traceId: 'o-1', name: 'stays', startTime: at(6), endTime: at(7) }),
    ]);
    expect(await readTrace('o-1')).toMatchObject({ event_count: '2', name: 'early', status: 'running' });
    await record([create('o-1', 1, {})]);
    expect(await readTrace('o-1')).toMatchObject({
      ...{ event_count: '1', name: 'stays', status: 'completed', started_at: new Date(start + 6) },
    });
    expect(await readSpans('o-1')).toMatchObject([{ span_id: 'o-2' }]);
  });

  it.each<[string, () => EntityEvent[], 'langfuse' | 'platform', string]>([
    ['runs while an observation is open', () => [create('a', 0, { output: 'x' })], 'langfuse', 'running'],
    ['has ended when all observations have', () => [create('a', 0, { endTime: at(1) })], 'langfuse', 'completed'],
    ['has ended with the output of a posted one', () => [create('a', 0, { output: 'x' })], 'platform', 'completed'],
    ['has ended when it says so', () => [ofTrace(0, { endTime: at(5) }), create('a', 0, {})], 'platform', 'completed'],
    ['runs while it says nothing', () => [ofTrace(0, { input: 'x' })], 'langfuse', 'running'],
    ['has ended by its output, without observations', () => [ofTrace(0, { output: 'x' })], 'langfuse', 'completed'],
    ['failed when a root did', () => [create('a', 0, { endTime: at(1), level: 'ERROR' })], 'langfuse', 'failed'],
    [
      'did not fail when only a step did',
      () => [
        create('a', 0, { endTime: at(2) }),
        create('b', 1, { parentObservationId: 'a', endTime: at(1), level: 'ERROR' }),
      ],
      'langfuse',
      'completed',
    ],
    ['failed when it says so', () => [ofTrace(0, { level: 'error', endTime: at(2) })], 'platform', 'failed'],
  ])('says that a trace %s', async (_name, events, surface, status) => {
    await record(events(), surface);
    expect(await readTrace()).toMatchObject({ status, surface, root_ended: status !== 'running' });
  });

  it('takes back what an update clears', async () => {
    await record([
      ofTrace(0, { name: 'n', tags: ['a', 'b'], metadata: { k: 1 }, public: true }),
      create('o', 0, { output: 1 }),
    ]);
    await record([
      { ...event('trace', 'update', trace, 5, { tags: ['c'] }), clears: ['tags', 'name'] },
      { ...update('o', 5, {}), clears: ['output'] },
    ]);
    expect(await readTrace()).toMatchObject({ name: null, tags: ['c'], metadata: { k: 1 }, public: true });
    expect((await readSpans())[0]).toMatchObject({ output_preview: null, revision: 1 });
  });

  it('masks secrets before they are stored', async () => {
    const key = `sk-ant-api03-${'a'.repeat(90)}`;
    await record([
      ofTrace(0, { input: { password: 'hunter2' }, metadata: { token: 'abc' } }),
      create('o', 0, { input: { apiKey: 'hunter2' }, output: `use ${key}`, endTime: at(1) }),
    ]);
    const all = JSON.stringify([
      await readTrace(),
      await readSpans(),
      await query('select * from debrief.entity_event', []),
    ]);
    expect(all).not.toContain('hunter2');
    expect(all).not.toContain(key);
  });

  it('refuses what finds no room, and stores the rest', async () => {
    const outcomes = await record(Array.from({ length: 52 }, (_, n) => create(`o-${n}`, n, { endTime: at(n) })));
    expect(outcomes).toEqual([...Array<string>(50).fill('stored'), 'full', 'full']);
    expect(
      await query('select count(*)::int as n from debrief.entity where workspace_id = $1', [tenant.workspaceId]),
    ).toEqual([{ n: 50 }]);
    expect(await record([update('o-1', 90, { name: 'later' }), create('new', 90, {})])).toEqual(['stored', 'full']);
  });

  it('says nothing for what is of the wrong type', async () => {
    await record([
      ofTrace(0, { name: 5, tags: 'a', metadata: 'text', public: 'yes', sessionId: {} }),
      create('o', 0, { name: [], usage: 7, level: 3, startTime: 'soon', model: {}, metadata: null, promptName: 'p' }),
    ]);
    expect(await readTrace()).toMatchObject({
      name: null,
      tags: [],
      metadata: { metadata: 'text' },
      public: false,
    });
    expect(await readSpans()).toMatchObject([{ name: 'unnamed', total_tokens: null, started_at: new Date(start) }]);
  });

  describe('in any order', () => {
    const columns = `t.external_id as trace, t.session_id, t.surface, t.status, t.started_at, t.ended_at, t.event_count, t.error_count,
      t.observation_count, t.input_tokens, t.output_tokens, t.total_tokens, t.cost_usd, t.name, t.user_id, t.environment, t.tags, t.metadata,
      t.models, t.input, t.output, t.input_preview, t.output_preview, t.spans_start_at, t.spans_end_at, t.level`;
    const state = async (): Promise<unknown> =>
      JSON.parse(
        JSON.stringify([
          await query(`select ${columns} from debrief.trace t where workspace_id = $1 order by 1`, [
            tenant.workspaceId,
          ]),
          await query(
            `select t.external_id as trace, e.span_id, e.parent_id, e.type, e.name, e.started_at, e.ended_at, e.level, e.model, e.total_tokens,
                    e.cost_usd, e.input_preview, e.output_preview, e.metadata, e.raw
               from debrief.event e join debrief.trace t on t.id = e.trace_id where e.workspace_id = $1 order by 1, 2`,
            [tenant.workspaceId],
          ),
        ]),
      ) as unknown;

    const id = fc.constantFrom('a', 'b', 'c');
    const body = fc.record(
      {
        traceId: fc.constantFrom('t-1', 't-2'),
        parentObservationId: fc.constantFrom('a', 'b'),
        type: fc.constantFrom('span', 'generation', 'tool'),
        name: fc.constantFrom('one', 'two'),
        model: fc.constantFrom('gpt-4o', 'gpt-4o-mini'),
        startTime: fc.integer({ min: 0, max: 50 }).map(at),
        endTime: fc.integer({ min: 20, max: 99 }).map(at),
        usage: fc.record({ input: fc.integer({ min: 0, max: 99 }) }),
        output: fc.constantFrom('x', { y: 1 }),
        metadata: fc.record({ k: fc.integer({ min: 0, max: 3 }) }),
        level: fc.constantFrom('ERROR', 'DEFAULT'),
        environment: fc.constantFrom('prod', 'test'),
      },
      { requiredKeys: [] },
    );
    const traceBody = fc.record(
      {
        name: fc.constantFrom('run', 'chat'),
        sessionId: fc.constantFrom('s-1', 's-2'),
        tags: fc.subarray(['x', 'y', 'z']),
        metadata: fc.record({ m: fc.integer({ min: 0, max: 3 }) }),
        timestamp: fc.integer({ min: 0, max: 50 }).map(at),
        endTime: fc.integer({ min: 50, max: 99 }).map(at),
        output: fc.constantFrom('x', { y: 1 }),
        level: fc.constantFrom('ERROR', 'DEFAULT'),
      },
      { requiredKeys: [] },
    );
    const piece = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.tuple(
          fc.constant('observation' as const),
          fc.constantFrom('create' as const, 'update' as const),
          id,
          body,
        ),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(
          fc.constant('trace' as const),
          fc.constant('create' as const),
          fc.constantFrom('t-1', 't-2'),
          traceBody,
        ),
      },
    );

    it('ends in the same rows, and so does what comes again', async () => {
      isLedgerWhole = false;
      await fc.assert(
        fc.asyncProperty(
          fc.array(piece, { minLength: 1, maxLength: 10 }),
          fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 10, maxLength: 10 }),
          fc.infiniteStream(fc.nat()),
          async (pieces, sizes, dice) => {
            const events = pieces.map(([entity, kind, name, said], n) => {
              const { parentObservationId: parent, ...rest } = said as JsonObject;
              // In a circle who came last is made a root: there the order decides.
              const isBelow = typeof parent === 'string' && parent < name;
              return event(entity, kind, name, n, isBelow ? { ...rest, parentObservationId: parent } : rest);
            });
            tenant = await mint();
            await record(events);
            const expected = await state();
            tenant = await mint();
            const shuffled = events
              .map((one) => [dice.next().value as number, one] as const)
              .sort(([a], [b]) => a - b)
              .map(([, one]) => one);
            for (let from = 0, n = 0; from < shuffled.length; from += sizes[n++]!)
              await record(shuffled.slice(from, from + sizes[n]!));
            expect(await state()).toEqual(expected);
            await record(events.slice(0, 3));
            expect(await state()).toEqual(expected);
          },
        ),
        { numRuns: Number(process.env['RUNS'] ?? 10), interruptAfterTimeLimit: 110_000, endOnFailure: true },
      );
    }, 120_000);

    it('ends in the same rows when requests come at once', async () => {
      const events = [
        ofTrace(0, { name: 'run', tags: ['a'] }),
        ...Array.from({ length: 12 }, (_, n) =>
          create(`o-${n % 4}`, n, {
            name: `n-${n}`,
            usage: { input: n },
            type: 'generation',
            metadata: { [`k${n}`]: n },
          }),
        ),
        ofTrace(20, { tags: ['b'], metadata: { x: 1 } }),
      ];
      await record(events);
      const expected = await state();
      tenant = await mint();
      await Promise.all([...events, ...events].map((one, n) => record([one, events[(n * 5) % events.length]!])));
      expect(await state()).toEqual(expected);
    });
  });

  describe('of spans that share an id', () => {
    const traceId = (): string => trace.replaceAll('-', '');
    const spanOf = (ends: number | null, attributes: JsonObject, changes: SpanChanges = {}): OtlpSpan =>
      makeSpan({
        traceId: traceId(),
        spanId: spanId(1),
        parentSpanId: null,
        start: 1,
        end: ends,
        attributes,
        ...changes,
      });
    const send = (...spans: OtlpSpan[]) =>
      entities.appendSpans(keyScopeOf(tenant), tenant.projectId, exportOf(structuredClone(spans)));

    it('merges them by when they ended, in whatever order they come', async () => {
      const forms = () => [
        spanOf(10, { 'langfuse.observation.type': 'generation', 'langfuse.observation.input': 'q', x: 1, y: 1 }),
        spanOf(20, { 'langfuse.observation.output': 'a', 'langfuse.observation.model.name': 'gpt-4o', x: 2 }),
        spanOf(30, {
          'langfuse.observation.usage_details': '{"input":10,"output":1}',
          'langfuse.observation.metadata.k': 'v',
        }),
      ];
      for (const order of [
        [0, 1, 2],
        [2, 1, 0],
        [1, 0, 2],
        [2, 0, 1],
      ]) {
        tenant = await mint();
        for (const n of order) expect(await send(forms()[n]!)).toEqual({ rejected: [], warnings: [] });
        await send(...forms());
        const [row, ...others] = await readSpans(traceId());
        expect(others).toEqual([]);
        expect(row).toMatchObject({
          ...{
            type: 'llm_call',
            model: 'gpt-4o',
            input_preview: 'q',
            output_preview: 'a',
            total_tokens: '11',
            duration_ms: 29,
          },
          ...{ metadata: { k: 'v' }, raw: { attributes: { x: 2, y: 1 } } },
        });
        expect(await readTrace(traceId())).toMatchObject({
          surface: 'otel',
          event_count: '1',
          total_tokens: '11',
          status: 'completed',
        });
      }
    });

    it('merges what /v1 or a batch says of a span with it', async () => {
      await send(spanOf(10, { 'langfuse.observation.type': 'generation', 'gen_ai.usage.input_tokens': 7 }));
      await record([
        event('observation', 'update', spanId(1), 50, {
          traceId: traceId(),
          metadata: { rated: true },
          level: 'WARNING',
        }),
      ]);
      expect(await readSpans(traceId())).toMatchObject([
        { type: 'llm_call', input_tokens: '7', level: 'warning', metadata: { rated: true }, revision: 1 },
      ]);
      expect(await readTrace(traceId())).toMatchObject({ event_count: '1', input_tokens: '7' });
    });

    it('lets the latest span say what its trace is, and keeps its experiment', async () => {
      const later = spanOf(
        90,
        { 'langfuse.trace.name': 'late', 'langfuse.trace.tags': ['b'], 'session.id': 's' },
        { spanId: spanId(2), parentSpanId: spanId(1) },
      );
      await send(later);
      await send(
        spanOf(50, {
          'langfuse.trace.name': 'early',
          'langfuse.trace.tags': ['a'],
          'langfuse.trace.public': true,
          'langfuse.experiment.id': 'e-1',
          'langfuse.experiment.item.id': 'i-1',
        }),
      );
      expect(await readTrace(traceId())).toMatchObject({
        ...{
          name: 'late',
          tags: ['a', 'b'],
          session_id: 's',
          public: true,
          experiment: { id: 'e-1', 'item.id': 'i-1' },
        },
      });
    });

    it('leaves a conflict to be one where OpenTelemetry is the surface', async () => {
      const append = (one: OtlpSpan) => ingestion.appendSpans(keyScopeOf(tenant), tenant.projectId, exportOf([one]));
      await send(spanOf(10, { x: 1 }), spanOf(20, { x: 2 }));
      expect((await append(spanOf(30, { x: 3 }))).rejected).toMatchObject([{ count: 1 }]);
      expect(await readSpans(traceId())).toMatchObject([{ raw: { attributes: { x: 2 } } }]);
    });
  });
});
