import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { AnalysisService, type Run } from '@debrief/analysis';
import fc from 'fast-check';
import { sql } from 'kysely';
import { type ApiServer, startApi } from '../../factories/api-server';
import { arbitraryRun } from '../../factories/arbitrary-run';
import { makeEvent, newTraceId, type SentEvent } from '../../factories/event';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

const dist = join(__dirname, '../../../dist');

/** Analyses runs with the built code in a process of its own, and prints where that takes itself to be. */
const program = `
const { createLog, Database, openLiveBus } = require(${JSON.stringify(join(dist, 'libs/infra/src'))});
const { AnalysisService } = require(${JSON.stringify(join(dist, 'libs/analysis/src'))});
const { url, scope, traceIds } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
(async () => {
  const database = new Database({ url, poolMax: 2 });
  const bus = openLiveBus({ database: { url }, redis: null }, createLog('silent'));
  const service = new AnalysisService(database, bus);
  for (const traceId of traceIds) await service.analyze(scope, traceId);
  await bus.close();
  await database.close();
  console.log(new Date(0).getTimezoneOffset(), Intl.DateTimeFormat().resolvedOptions().locale);
})();`;

/** A run as a client sends it; what the API has no field for stays out. */
const sentEvents = (traceId: string, { events, status }: Run): SentEvent[] => [
  ...events.map(({ seq, type, agent, durationMs, spanId, parentId, payload }) =>
    makeEvent(traceId, seq, {
      type,
      payload: { ...payload, ...(durationMs !== null && { duration_ms: durationMs }) },
      metadata: agent === null ? {} : { agent },
      span_id: spanId,
      parent_id: parentId,
    }),
  ),
  makeEvent(traceId, events.length, { type: 'session_end', payload: { status, error: null } }),
];

/** The same order on any machine, and for no two runs the same. */
const shuffled = <T>(items: readonly T[], salt: number): T[] =>
  items
    .map((item, index) => ({ item, place: (Math.imul(index + 1, 2_654_435_761) ^ Math.imul(salt + 1, 40_503)) >>> 0 }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);

describe('a stored verdict is the same bytes', () => {
  const suite = useTenancy();
  const runs = fc.sample(arbitraryRun, { numRuns: 15, seed: 20_261_126 });
  let api: ApiServer;
  let own: WorkspaceFixture;

  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl);
    own = await createWorkspaceFixture(suite.database);
  });
  afterAll(() => api.close());

  const send = async (traceId: string, events: readonly SentEvent[]): Promise<unknown> =>
    (await api.call(own.secretKey, 'POST', `/api/traces/${traceId}/events`, { events })).body['accepted'];

  /** Sends each run under ids of its own, as `deliver` does it. @returns internal ids, in the order of the runs */
  const arrive = async (deliver: (traceId: string, events: SentEvent[], index: number) => Promise<unknown>) => {
    const ids: string[] = [];
    for (const [index, run] of runs.entries()) {
      const traceId = newTraceId();
      await api.call(own.secretKey, 'POST', '/api/traces', { id: traceId, user_goal: run.goal });
      await deliver(traceId, sentEvents(traceId, run), index);
      ids.push(traceId);
    }
    const { rows } = await suite.database.inWorkspace(own.scope, (tx) =>
      sql<{ id: string; externalId: string }>`select id, external_id from trace`.execute(tx),
    );
    return ids.map((id) => rows.find(({ externalId }) => externalId === id)?.id ?? '');
  };
  const storedOf = async (traceIds: readonly string[]): Promise<string[]> => {
    const { rows } = await suite.database.inWorkspace(own.scope, (tx) =>
      sql<{ verdict: string }>`
        select verdict::text from analysis join unnest(${[...traceIds]}::uuid[]) with ordinality as asked (trace_id, place) using (trace_id)
         order by place`.execute(tx),
    );
    return rows.map(({ verdict }) => verdict);
  };
  const analyze = async (traceIds: readonly string[]): Promise<string[]> => {
    for (const id of traceIds) await api.app.get(AnalysisService, { strict: false }).analyze(own.scope, id);
    return storedOf(traceIds);
  };

  it('whatever order the events arrive in, and where and in which language they are read', async () => {
    const inOrder = await analyze(await arrive((id, events) => send(id, events)));
    const mixed = await arrive(async (id, events, index) => {
      const arriving = shuffled(events, index);
      for (let at = 0; at < arriving.length; at += 7) await send(id, arriving.slice(at, at + 7));
    });
    expect(new Set(inOrder).size).toBeGreaterThan(10);
    expect(await analyze(mixed)).toEqual(inOrder);

    await suite.database.inWorkspace(own.scope, (tx) => sql`delete from analysis`.execute(tx));
    const place = execFileSync(process.execPath, ['-e', program], {
      input: JSON.stringify({ url: suite.test.databaseUrl, scope: own.scope, traceIds: mixed }),
      env: {
        ...process.env,
        TZ: 'Asia/Kathmandu',
        LC_ALL: 'tr_TR.UTF-8',
        LANG: 'tr_TR.UTF-8',
        LANGUAGE: 'tr_TR.UTF-8',
      },
      encoding: 'utf8',
    });
    expect(place.trim()).toBe('-330 tr-TR');
    expect(await storedOf(mixed)).toEqual(inOrder);
  }, 60_000);
});
