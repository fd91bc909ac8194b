import { randomBytes } from 'node:crypto';
import type { Database } from '@debrief/infra';
import { ExpiryService, type IngestionService, type OtlpSpan } from '@debrief/ingestion';
import { makeEvents } from '../../factories/event';
import { exportOf, makeSpan, newTraceId, spanId, type SpanChanges } from '../../factories/span-export';
import { findContradictions, withAdmin } from '../../factories/record-check';
import { keyScopeOf, mintTenant, type Tenant, userScopeOf } from '../../factories/tenant';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { makeIngestion } from '../ingestion/make-ingestion';

type Row = Record<string, unknown>;

describe('storing spans', () => {
  let test: TestDatabase;
  let mint: () => Promise<Tenant>;
  let tenant: Tenant;
  let service: IngestionService;
  let database: Database;
  let traceId: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    const secret = (): string => randomBytes(32).toString('hex');
    const secrets = { rootSecret: secret(), jwtSecret: secret(), jwtIssuer: 'x', serverToken: 'x' };
    mint = () => mintTenant({ database: test, secrets });
    ({ service, database } = makeIngestion(test, { MAX_TRACE_EVENTS: '20' }));
  });
  beforeEach(async () => {
    tenant = await mint();
    traceId = newTraceId();
  });
  afterEach(() =>
    withAdmin(test.adminUrl, async (client) =>
      expect(await findContradictions(client, tenant.workspaceId)).toEqual([]),
    ),
  );
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  /** The root is 1; others hang below it and start a millisecond after the one before. */
  const span = (n: number, changes: SpanChanges = {}): OtlpSpan =>
    makeSpan({ traceId, spanId: spanId(n), parentSpanId: n === 1 ? null : spanId(1), start: n, ...changes });
  const call = (n: number, tokens: number, changes: SpanChanges = {}): OtlpSpan =>
    span(n, { ...changes, attributes: { 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': tokens } });
  const append = (...spans: OtlpSpan[]) => service.appendSpans(keyScopeOf(tenant), tenant.projectId, exportOf(spans));
  const reasons = (outcome: Awaited<ReturnType<typeof append>>): string[] =>
    outcome.rejected.map(({ reason, count }) => `${count} ${reason}`);
  const conflict = '1 span id already used for another span';

  const query = (text: string): Promise<Row[]> =>
    withAdmin(test.adminUrl, async (client) => (await client.query<Row>(text, [traceId])).rows);
  const readTrace = async (): Promise<Row> =>
    (await query('select * from debrief.trace where external_id = $1'))[0] ?? {};
  const readSpans = (): Promise<Row[]> =>
    query(
      `select e.* from debrief.event e join debrief.trace t on t.id = e.trace_id where t.external_id = $1 order by e.seq`,
    );

  it('makes a trace of its own surface with what its spans say', async () => {
    const attributes = { 'session.id': 's-1', 'user.id': 'u-1', tags: ['b', 'a'] };
    await append(span(1, { name: 'root', end: 5_000 }), call(2, 7), span(3, { attributes }));
    expect(await readTrace()).toMatchObject({
      ...{ surface: 'otel', session_id: 's-1', user_id: 'u-1', name: 'root', tags: ['a', 'b'], models: ['m'] },
      ...{ status: 'completed', root_ended: true, event_count: '3', observation_count: '1', input_tokens: '7' },
    });
    expect(await readSpans()).toMatchObject([
      { seq: '0', span_id: spanId(1), parent_id: null, type: 'span', duration_ms: 4_999 },
      { seq: '1', span_id: spanId(2), parent_id: spanId(1), type: 'llm_call', input_tokens: '7' },
      { seq: '2', span_id: spanId(3), parent_id: spanId(1), session_id: 's-1' },
    ]);
  });

  it('takes the same spans again and stores nothing', async () => {
    const batch = () => [span(1), call(2, 3), call(3, 4)];
    await append(...batch());
    const before = [await readTrace(), await readSpans()];
    expect(await append(...batch().toReversed(), span(2 + 0, { parentSpanId: spanId(1) }), ...batch())).toEqual({
      rejected: [{ reason: 'span id already used for another span', firstId: spanId(2), count: 1 }],
      warnings: [],
    });
    expect([await readTrace(), await readSpans()]).toEqual(before);
  });

  it('stores what eight requests send at once a single time', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => append(span(1), call(2, 3), call(3, 4), call(4, 5))),
    );
    expect(outcomes.flatMap(reasons)).toEqual([]);
    expect(await readTrace()).toMatchObject({ event_count: '4', input_tokens: '12' });
  });

  it.each<[string, SpanChanges]>([
    ['another name', { name: 'other' }],
    ['another attribute', { attributes: { a: 2 } }],
    ['another end', { end: 7_000 }],
  ])('rejects a known id with %s, and stores the others', async (_name, changes) => {
    await append(span(1), span(2, { attributes: { a: 1 } }));
    expect(reasons(await append(span(2, { attributes: { a: 1 }, ...changes }), span(3)))).toEqual([conflict]);
    expect(await readSpans()).toMatchObject([{}, { name: 'step' }, { span_id: spanId(3) }]);
  });

  it('takes attributes as a set, and looks at neither resource nor scope', async () => {
    const resource = { attributes: { 'k8s.pod': 'p' }, schemaUrl: '' };
    await append(span(1, { attributes: { a: 1, b: { c: 1, d: 2 } } }));
    expect(reasons(await append(span(1, { attributes: { b: { d: 2, c: 1 }, a: 1 }, resource })))).toEqual([]);
  });

  it('completes an unfinished span once, at a new position', async () => {
    await append(span(1, { end: null }), span(2, { end: null, attributes: { step: 1 } }));
    expect(await readTrace()).toMatchObject({ status: 'running', root_ended: false });
    const finished = () => call(2, 9, { status: { code: 2, message: 'no' } });
    expect(reasons(await append(finished()))).toEqual([]);
    expect(await readTrace()).toMatchObject({ event_count: '2', error_count: '1', input_tokens: '9', max_seq: '1' });
    expect(await readSpans()).toMatchObject([{ revision: 0 }, { seq: '1', revision: 1, status_code: 'ERROR' }]);
    expect(reasons(await append(finished(), span(2, { end: null, attributes: { step: 1 } })))).toEqual([]);
    expect(reasons(await append(span(2, { end: 9_000 })))).toEqual([conflict]);
    await append(span(1, { status: { code: 2, message: '' } }));
    expect(await readTrace()).toMatchObject({ status: 'failed', root_ended: true, error_count: '2' });
  });

  it('makes one span of the unfinished and the finished form in a request', async () => {
    expect(reasons(await append(span(1, { end: null }), span(1), span(1, { end: null })))).toEqual([]);
    expect(await readSpans()).toMatchObject([{ seq: '0', revision: 0 }]);
    expect(await readTrace()).toMatchObject({ status: 'completed' });
  });

  it('keeps the parent of a child that comes before it', async () => {
    await append(span(3, { parentSpanId: spanId(2), name: 'first' }));
    expect(await readTrace()).toMatchObject({ name: 'first', status: 'running' });
    await append(span(2), span(1, { name: 'root' }));
    expect(await readTrace()).toMatchObject({ name: 'root', status: 'completed' });
    expect((await readSpans()).map(({ parent_id }) => parent_id)).toEqual([spanId(2), spanId(1), null]);
  });

  it('makes a root of the first span of a circle in one request, and keeps the parent that was sent', async () => {
    const circle = () => [
      span(1, { parentSpanId: spanId(3), start: 7 }),
      span(2, { parentSpanId: spanId(1), start: 5 }),
      span(3, { parentSpanId: spanId(2), start: 6 }),
    ];
    expect((await append(...circle())).warnings).toEqual([
      { reason: 'parent_span_id closes a cycle: stored as a root', firstId: spanId(2), count: 1 },
    ]);
    expect(await readSpans()).toMatchObject([
      { parent_id: spanId(3) },
      { parent_id: null, raw: { name: 'step', sent: { parent: spanId(1) } } },
      { parent_id: spanId(2) },
    ]);
    expect(reasons(await append(...circle().toReversed()))).toEqual([]);
  });

  it('makes a root of the span that closes a circle over requests', async () => {
    await append(span(2, { parentSpanId: spanId(3) }), span(3, { parentSpanId: spanId(4) }));
    const { warnings, rejected } = await append(
      span(4, { parentSpanId: spanId(2) }),
      span(5, { parentSpanId: spanId(4) }),
    );
    expect(rejected).toEqual([]);
    expect(warnings).toMatchObject([{ count: 1, firstId: spanId(4) }]);
    expect((await readSpans()).map(({ parent_id }) => parent_id)).toEqual([spanId(3), spanId(4), null, spanId(4)]);
    expect(reasons(await append(span(4, { parentSpanId: spanId(2) })))).toEqual([]);
  });

  it('counts nested usage once, whichever came first', async () => {
    const spans = () => [
      span(1),
      call(2, 30),
      span(3, { parentSpanId: spanId(2) }),
      call(4, 10, { parentSpanId: spanId(3) }),
      call(5, 20, { parentSpanId: spanId(2) }),
    ];
    for (const order of [
      [0, 1, 2, 3, 4],
      [4, 3, 2, 1, 0],
      [1, 3, 0, 4, 2],
      [3, 1, 4, 2, 0],
    ]) {
      traceId = newTraceId();
      for (const index of order) await append(spans()[index]!);
      expect(await readTrace()).toMatchObject({ event_count: '5', input_tokens: '30', total_tokens: '30' });
    }
  });

  it('rejects what finds no room, and takes repeats of a full trace', async () => {
    const all = () => Array.from({ length: 20 }, (_, index) => span(index + 1));
    expect(reasons(await append(...all(), span(21), span(22)))).toEqual(['2 trace is full']);
    expect(reasons(await append(...all(), span(23)))).toEqual(['1 trace is full']);
  });

  it('rejects spans of a trace that was deleted a short while ago', async () => {
    await append(span(1));
    const { id } = (await readTrace()) as { id: string };
    const expiry = new ExpiryService(database);
    await expiry.deleteTrace(userScopeOf(tenant.workspaceId), { id, projectId: tenant.projectId, externalId: traceId });
    const other = makeSpan({ traceId: newTraceId() });
    expect(reasons(await append(span(1), other, span(2)))).toEqual(['2 trace was deleted']);
    expect(await readTrace()).toEqual({});
    await query(`update debrief.deleted_trace set deleted_at = now() - interval '25 hours' where external_id = $1`);
    expect(reasons(await append(span(1)))).toEqual([]);
    // What a deletion takes out of the ledger is no gap that the check should find.
    tenant = await mint();
  });

  it('puts spans of a native trace behind all seqs that its client may choose', async () => {
    const [started, ...events] = makeEvents(traceId, 3);
    const start = { ...started, type: 'state_change', payload: { name: 'session_started', after: { agent: 'mine' } } };
    await service.append(keyScopeOf(tenant), traceId, structuredClone([start, ...events]) as never[]);
    const agent = { 'gen_ai.agent.name': 'theirs', 'session.id': 's' };
    await append(span(1, { attributes: agent }), call(2, 8));
    await append(call(3, 9));
    expect((await readSpans()).map(({ seq }) => Number(seq))).toEqual([0, 1, 2, 2 ** 52, 2 ** 52 + 1, 2 ** 52 + 2]);
    expect(await readTrace()).toMatchObject({
      ...{ surface: 'native', agent: 'mine', session_id: 's', name: 'step', status: 'running' },
      ...{ max_seq: '2', event_count: '6', total_tokens: '17' },
    });
    await service.append(keyScopeOf(tenant), traceId, structuredClone(makeEvents(traceId, 1, 3)) as never[]);
    expect(await readTrace()).toMatchObject({ max_seq: '3', event_count: '7' });
  });

  it('rejects a span whose id is the key of another event', async () => {
    const [event] = makeEvents(traceId, 1);
    const start = { ...event, type: 'state_change', payload: { name: 'session_started' }, idempotency_key: spanId(1) };
    await service.append(keyScopeOf(tenant), traceId, [structuredClone(start) as never]);
    expect(reasons(await append(span(1), span(2)))).toEqual([conflict]);
  });

  it('masks before anything is stored or derived', async () => {
    const secret = `sk-${'a1'.repeat(24)}`;
    const resource = { attributes: { password: 'hunter22' }, schemaUrl: '' };
    const attributes = { api_key: secret, 'input.value': `use ${secret}` };
    const events = [{ name: 'e', timeUnixNano: 1n, attributes: { token: secret }, droppedAttributesCount: 0 }];
    const status = { code: 2 as const, message: `refused ${secret}` };
    await append(span(1, { attributes, events, status, resource }));
    const sources = await query(`select value from debrief.otel_source where $1 <> ''`);
    const stored = JSON.stringify([await readTrace(), await readSpans(), sources]);
    expect(stored).toContain('[REDACTED]');
    for (const word of [secret, 'hunter22']) expect(stored).not.toContain(word);
  });

  it('keeps resource and scope once per distinct value', async () => {
    const resource = { attributes: { 'service.name': newTraceId() }, schemaUrl: '' };
    await append(span(1, { resource }), span(2, { resource }), span(3));
    await append(span(4, { resource }));
    const raws = (await readSpans()).map(({ raw }) => raw as { resource: string; scope: string });
    expect(new Set(raws.map((raw) => raw.resource)).size).toBe(2);
    expect(new Set(raws.map((raw) => raw.scope)).size).toBe(1);
  });
});
