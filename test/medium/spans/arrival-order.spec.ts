import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Database } from '@debrief/infra';
import type { IngestionService, OtlpSpan } from '@debrief/ingestion';
import { decodeTraceExport } from '../../factories/decode-trace-export';
import { findContradictions, withAdmin } from '../../factories/record-check';
import { shuffle } from '../../factories/shuffle';
import { exportOf, makeSpan, spanId } from '../../factories/span-export';
import { keyScopeOf, mintTenant, type Tenant } from '../../factories/tenant';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { makeIngestion } from '../ingestion/make-ingestion';

/** Beside the repository, where the product is developed. */
const recordings = join(
  __dirname,
  '..',
  '..',
  '..',
  '..',
  'shared',
  'data',
  'otlp',
  'sideseat',
  'traces-crewai.jsonl.gz',
);

type Export = readonly OtlpSpan[];
type Order = (exports: readonly Export[]) => readonly Export[];

const inPages = (spans: Export, size: number): Export[] =>
  Array.from({ length: Math.ceil(spans.length / size) }, (_, page) => spans.slice(page * size, (page + 1) * size));

const orders: Readonly<Record<string, Order>> = {
  'each span alone, last first': (exports) => inPages(exports.flat().toReversed(), 1),
  'all in one request, last first': (exports) => [exports.flat().toReversed()],
  'in requests that tear it apart': (exports) => inPages(shuffle(exports.flat()), 7),
};

describe('the order in which spans arrive', () => {
  let test: TestDatabase;
  let mint: () => Promise<Tenant>;
  let service: IngestionService;
  let database: Database;

  beforeAll(async () => {
    test = await openTestDatabase();
    const secret = (): string => randomBytes(32).toString('hex');
    const secrets = { rootSecret: secret(), jwtSecret: secret(), jwtIssuer: 'x', serverToken: 'x' };
    mint = () => mintTenant({ database: test, secrets });
    ({ service, database } = makeIngestion(test));
  });
  afterAll(async () => {
    await database.close();
    await test.close();
  });

  /** Rows without what is about the arrival itself: seqs, ids and times of the server's. */
  const store = async (exports: readonly Export[]): Promise<{ traces: object[]; events: object[] }> => {
    const tenant = await mint();
    for (const spans of exports) {
      const { rejected } = await service.appendSpans(keyScopeOf(tenant), tenant.projectId, exportOf(spans));
      expect(rejected).toEqual([]);
    }
    return withAdmin(test.adminUrl, async (client) => {
      expect(await findContradictions(client, tenant.workspaceId)).toEqual([]);
      const traces = await client.query<Record<string, object>>(
        `select to_jsonb(t) - array['id', 'workspace_id', 'project_id', 'analyze_at', 'last_event_at', 'last_event_minute'] as row
           from debrief.trace t where workspace_id = $1 order by external_id`,
        [tenant.workspaceId],
      );
      const events = await client.query<Record<string, object>>(
        `select to_jsonb(e) - array['trace_id', 'workspace_id', 'project_id', 'seq', 'received_at', 'payload'] as row
           from debrief.event e where workspace_id = $1 order by span_id`,
        [tenant.workspaceId],
      );
      return { traces: traces.rows.map(({ row }) => row!), events: events.rows.map(({ row }) => row!) };
    });
  };

  const expectSame = async (read: () => readonly Export[], order: Order): Promise<void> => {
    const asSent = await store(read());
    const otherwise = await store(order(read()));
    expect(otherwise.traces).toEqual(asSent.traces);
    expect(otherwise.events).toEqual(asSent.events);
  };

  /** An agent that calls a model which is wrapped, and tools; a second root; what each says of the trace. */
  const made = (): Export[] => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const model = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };
    const cost = (dollars: number) => ({ ...model, 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.cost': dollars });
    const span = (n: number, parent: number | null, attributes: OtlpSpan['attributes'], start = n): OtlpSpan =>
      makeSpan({
        traceId,
        spanId: spanId(n),
        parentSpanId: parent === null ? null : spanId(parent),
        start,
        attributes,
      });
    return [
      [span(4, 3, cost(0.1)), span(5, 3, cost(0.2)), span(3, 2, cost(0.3))],
      [span(2, 1, { 'session.id': 'inner', tags: ['b'], 'deployment.environment': 'test' })],
      [span(6, 1, { 'gen_ai.tool.name': 'search', tags: ['a'], 'user.id': 'u' }), span(7, null, { 'user.id': 'v' })],
      [span(1, null, { 'session.id': 'outer', 'langfuse.trace.tags': ['c'] })],
    ];
  };

  it.each(Object.entries(orders))('changes nothing of a run with nested usage: %s', (_name, order) =>
    expectSame(made, order),
  );

  const hasData = existsSync(recordings);
  if (!hasData) console.warn('The recorded exports are absent.');
  const recorded = (): Export[] =>
    gunzipSync(readFileSync(recordings))
      .toString()
      .trim()
      .split('\n')
      .map((line) => {
        const { data } = JSON.parse(line) as { data: object };
        return decodeTraceExport(Buffer.from(JSON.stringify(data)), 'json', new Date(0)).items;
      });
  (hasData ? it : it.skip).each(Object.entries(orders))(
    `changes nothing of a recorded run${hasData ? '' : ' (skipped: no recordings beside the repository)'}: %s`,
    (_name, order) => expectSame(recorded, order),
    180_000,
  );
});
