import { randomBytes } from 'node:crypto';
import type { Database } from '@debrief/infra';
import type { IngestionService, OtlpSpan } from '@debrief/ingestion';
import { exportOf, makeSpan, newTraceId, spanId, type SpanChanges } from '../../factories/otlp-span';
import { findContradictions, withAdmin } from '../../factories/record-check';
import { keyScopeOf, mintTenant, type Tenant } from '../../factories/tenant';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { makeIngestion } from '../ingestion/make-ingestion';

type Row = Record<string, unknown>;

describe('storing spans', () => {
  let test: TestDatabase;
  let tenant: Tenant;
  let service: IngestionService;
  let database: Database;
  let traceId: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    const secret = (): string => randomBytes(32).toString('hex');
    const secrets = { rootSecret: secret(), jwtSecret: secret(), jwtIssuer: 'x', serverToken: 'x' };
    tenant = await mintTenant({ database: test, secrets });
    ({ service, database } = makeIngestion(test, { MAX_TRACE_EVENTS: '20' }));
  });
  beforeEach(() => (traceId = newTraceId()));
  afterEach(() =>
    withAdmin(test.adminUrl, async (client) =>
      expect(await findContradictions(client, tenant.workspaceId)).toEqual([]),
    ),
  );
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  const span = (n: number, changes: SpanChanges = {}): OtlpSpan =>
    makeSpan({ traceId, spanId: spanId(n), parentSpanId: n === 1 ? null : spanId(1), start: n, ...changes });
  const append = (...spans: OtlpSpan[]) => service.appendSpans(keyScopeOf(tenant), tenant.projectId, exportOf(spans));
  const query = async (text: string, id = traceId): Promise<Row[]> =>
    withAdmin(test.adminUrl, async (client) => (await client.query<Row>(text, [id])).rows);
  const traceOf = async (): Promise<Row | undefined> =>
    (await query('select * from debrief.trace where external_id = $1'))[0];
  const spansOf = (): Promise<Row[]> =>
    query(
      `select e.* from debrief.event e join debrief.trace t on t.id = e.trace_id where t.external_id = $1 order by e.seq`,
    );
  const call = (n: number, tokens: number, changes: SpanChanges = {}): OtlpSpan =>
    span(n, {
      ...changes,
      attributes: { 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': tokens, ...changes.attributes },
    });

  it('makes a trace of its surface with what its spans say', async () => {
    const attributes = { 'session.id': 's-1', 'user.id': 'u-1', tags: ['b', 'a'] };
    await append(span(1, { name: 'root', end: 5_000 }), call(2, 7), span(3, { attributes }));
    expect(await traceOf()).toMatchObject({
      surface: 'otel',
      session_id: 's-1',
      user_id: 'u-1',
      name: 'root',
      tags: ['a', 'b'],
      models: ['m'],
      status: 'completed',
      root_ended: true,
      event_count: '3',
      observation_count: '1',
      input_tokens: '7',
      max_seq: '2',
    });
  });
});
