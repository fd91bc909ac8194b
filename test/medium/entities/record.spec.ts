import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '@debrief/infra';
import type { EntityEvent, EntityService, IngestionService } from '@debrief/ingestion';
import type { JsonObject } from '@debrief/kernel';
import { findContradictions, withAdmin } from '../../factories/record-check';
import { keyScopeOf, mintTenant, type Tenant } from '../../factories/tenant';
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
});
