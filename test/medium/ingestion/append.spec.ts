import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '@debrief/infra';
import type { AppendResult, IngestionService } from '@debrief/ingestion';
import type { JsonObject } from '@debrief/kernel';
import { findContradictions, withAdmin } from '../../factories/record-check';
import { addStrictProject, keyScopeOf, mintTenant, type Tenant, userScopeOf } from '../../factories/tenant';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { makeIngestion } from './make-ingestion';

const event = (seq: number, key = `k${seq}`, changes: JsonObject = {}): JsonObject => ({
  type: 'metric',
  session_id: 's',
  timestamp: '2026-01-01T00:00:00Z',
  seq,
  idempotency_key: key,
  payload: { name: 'm', value: seq },
  ...changes,
});
const call = (seq: number, cost: number): JsonObject =>
  event(seq, `k${seq}`, { type: 'llm_call', payload: { model: 'm', cost_usd: cost } });
const causes = ({ accepted, rejected }: AppendResult): unknown => [
  accepted,
  ...rejected.map(({ index, cause }) => [index, cause]),
];

describe('appending to a trace', () => {
  let test: TestDatabase;
  let tenant: Tenant;
  let strictProjectId: string;
  let service: IngestionService;
  let database: Database;

  beforeAll(async () => {
    test = await openTestDatabase();
    const instance = {
      database: test,
      secrets: {
        rootSecret: randomBytes(32).toString('hex'),
        jwtSecret: randomBytes(32).toString('hex'),
        jwtIssuer: 'x',
        serverToken: 'x',
      },
    };
    tenant = await mintTenant(instance);
    strictProjectId = (await addStrictProject(instance, tenant)).projectId;
    ({ service, database } = makeIngestion(test, { MAX_TRACE_EVENTS: '20', MAX_BATCH_ITEMS: '10' }));
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

  const scope = (isStrict = false) =>
    keyScopeOf({ workspaceId: tenant.workspaceId, projectId: isStrict ? strictProjectId : tenant.projectId });
  const newTrace = async (
    stored: readonly JsonObject[] = [],
    isStrict = false,
  ): Promise<(...items: JsonObject[]) => Promise<AppendResult>> => {
    const id = randomUUID();
    const [nothing, as] = [null, scope(isStrict)];
    await service.createTrace(as, {
      id,
      sessionId: nothing,
      userGoal: nothing,
      agent: nothing,
      environment: nothing,
      source: nothing,
      metadata: nothing,
      tags: nothing,
      project: nothing,
    });
    if (stored.length > 0) await service.append(as, id, structuredClone(stored) as JsonObject[]);
    return (...items) => service.append(as, id, structuredClone(items) as JsonObject[]);
  };

  it.each<[string, boolean, JsonObject[], unknown]>([
    ['new, above the highest', false, [event(8), event(9)], [2]],
    ['unused lower seqs, in any order', false, [event(3), event(6), event(1)], [3]],
    ['a resend of all', false, [event(5), event(7)], [2]],
    ['a known key with other content', false, [event(5, 'k5', { payload: {} })], [0, [0, 'key_conflict']]],
    ['a known key with a new seq', false, [event(9, 'k5')], [0, [0, 'key_conflict']]],
    ['a seq of another key', false, [event(7, 'other')], [0, [0, 'seq_conflict']]],
    [
      'a known key with a seq that this batch takes: its key is named',
      false,
      [event(9), event(9, 'k5')],
      [1, [1, 'key_conflict']],
    ],
    [
      'strict: a known key with a seq below one of this batch: its key is named',
      true,
      [event(9), event(8, 'k5')],
      [1, [1, 'key_conflict']],
    ],
    ['strict: a lower seq', true, [event(6)], [0, [0, 'seq_conflict']]],
    ['strict: the batch itself must ascend', true, [event(9), event(8), event(10)], [2, [1, 'seq_conflict']]],
    ['bad ones between good ones', false, [event(8), event(9, ''), event(10)], [2, [1, 'invalid']]],
  ])('%s', async (_name, isStrict, items, expected) => {
    const append = await newTrace([event(5), event(7)], isStrict);
    expect(causes(await append(...items))).toEqual(expected);
    const repeated = await append(...items);
    expect(repeated.accepted).toBe((expected as [number])[0]);
  });

  it('a full trace refuses new events, names a known key with other content, and takes repeats', async () => {
    const append = await newTrace(Array.from({ length: 10 }, (_, seq) => event(seq)));
    expect(causes(await append(...Array.from({ length: 10 }, (_, index) => event(10 + index))))).toEqual([10]);
    expect(causes(await append(event(20), event(21, 'k3'), event(3)))).toEqual([
      1,
      [0, 'trace_full'],
      [1, 'key_conflict'],
    ]);
  });

  it('defers what is over the budget of new items; repeats and their places do not count', async () => {
    const append = await newTrace([event(0), event(1)]);
    const batch = [event(0), ...Array.from({ length: 12 }, (_, index) => event(2 + index)), event(1)];
    expect(await append(...batch)).toMatchObject({ accepted: 11, rejected: [], deferred: { count: 3, fromIndex: 11 } });
    expect(await append(...batch)).toMatchObject({ accepted: 14, rejected: [], deferred: null });
  });

  it('concurrent batches of many traces commit together, and a trace that does not exist fails alone', async () => {
    const appends = await Promise.all(Array.from({ length: 12 }, () => newTrace()));
    const results = await Promise.allSettled([
      ...appends.map((append, index) => append(event(index), event(index + 1))),
      service.append(scope(), 'no such trace', [event(0)]),
    ]);
    expect(results.slice(0, 12).every((one) => one.status === 'fulfilled' && one.value.accepted === 2)).toBe(true);
    expect(results[12]).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } });
  });

  it('the same batch sent many times at once is stored once', async () => {
    const append = await newTrace();
    const batch = Array.from({ length: 10 }, (_, seq) => call(seq, 0.1));
    const results = await Promise.all(Array.from({ length: 8 }, () => append(...batch)));
    expect(results.map(({ accepted }) => accepted)).toEqual(Array(8).fill(10));
    const { rows } = await withAdmin(test.adminUrl, (client) =>
      client.query(
        `select event_count::int, cost_usd::text from debrief.trace order by started_at desc, id desc limit 1`,
      ),
    );
    expect(rows).toEqual([{ event_count: 10, cost_usd: '1.0' }]);
  });

  it('several first batches that start the same trace make one', async () => {
    const id = randomUUID();
    const start = event(0, 'start', {
      type: 'state_change',
      payload: { name: 'session_started', after: { agent: 'a' } },
    });
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, index) => service.append(scope(), id, [structuredClone(start), event(index + 1)])),
    );
    expect(results.map(({ accepted }) => accepted)).toEqual(Array(6).fill(2));
    const { rows } = await withAdmin(test.adminUrl, (client) =>
      client.query(`select event_count::int, agent from debrief.trace where external_id = $1`, [id]),
    );
    expect(rows).toEqual([{ event_count: 7, agent: 'a' }]);
  });

  it("neither another workspace's key nor another project's reaches a trace", async () => {
    const id = randomUUID();
    const start = event(0, 'start', { type: 'state_change', payload: { name: 'session_started' } });
    await service.append(scope(), id, [start]);
    for (const stranger of [scope(true), { ...userScopeOf(randomUUID()) }]) {
      await expect(service.append(stranger, id, [event(1)])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('an event revives an idle and an abandoned run, and ends nothing by itself', async () => {
    const append = await newTrace([event(0)]);
    const traceOf = () =>
      withAdmin(test.adminUrl, (client) =>
        client.query(`select id, status, idle_at from debrief.trace order by started_at desc, id desc limit 1`),
      );
    const { id } = (await traceOf()).rows[0] as { id: string };
    await withAdmin(test.adminUrl, (client) =>
      client.query(`update debrief.trace set status = 'abandoned', idle_at = now() where id = $1`, [id]),
    );
    await append(event(1));
    expect((await traceOf()).rows).toEqual([{ id, status: 'running', idle_at: null }]);
  });
});
