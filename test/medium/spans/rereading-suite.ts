import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '@debrief/infra';
import {
  type EntityService,
  ExpiryService,
  type IngestionService,
  type OtlpSpan,
  RereadingService,
} from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { PriceCache } from '../../../libs/ingestion/src/spans/price-cache';
import { findContradictions, withAdmin } from '../../factories/record-check';
import { exportOf, makeSpan, newTraceId, spanId, type SpanChanges } from '../../factories/span-export';
import { keyScopeOf, mintTenant, type Tenant, userScopeOf } from '../../factories/tenant';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { makeEntities } from '../entities/make-entities';

export type Row = Record<string, unknown>;
type Stored = { readonly traces: Row[]; readonly spans: Row[] };

type StoredTrace = Parameters<ExpiryService['deleteTrace']>[1];

/** Before the names of attributes that older rules did not know: no rules know such. */
export const unknown = 'x_';
/** Raws as they are where older rules stored them: with names that the rules of now know. */
export const knownNow = `replace(raw::text, '"${unknown}', '"')`;

export interface RereadingSuite {
  readonly entities: EntityService;
  readonly ingestion: IngestionService;
  readonly database: Database;
  readonly test: TestDatabase;
  readonly rereading: RereadingService;
  /** Workspaces whose stream was told of something. */
  readonly announced: ReadonlySet<string>;
  /** Of the test; its records must not contradict each other when it is over. */
  readonly tenant: Tenant;
  readonly traceId: string;
  readonly mint: () => Promise<Tenant>;
  /** As a superuser; `$1` is the workspace unless `values` say else. */
  query(text: string, values?: unknown[]): Promise<Row[]>;
  append(spans: readonly OtlpSpan[], of?: Tenant): ReturnType<IngestionService['appendSpans']>;
  /** Of the test's trace: 1 is its root, the others hang below it. */
  span(n: number, changes?: SpanChanges): OtlpSpan;
  /** Makes the spans those of older rules. @param raw SQL for what they came with */
  age(raw?: string): Promise<Row[]>;
  makeDue(): Promise<void>;
  readonly jobScope: Scope;
  /** As a user does; the ledger has a gap from then on. */
  deleteTrace(trace: StoredTrace): Promise<unknown>;
  /** How far it is. */
  upkeep(): Promise<Row | undefined>;
  /** The jobs that wait; they are taken out. */
  takeJobs(): Promise<Row[]>;
  /** Runs the job, and those that it asks for. @returns how many */
  reread(): Promise<number>;
  /** What is stored of a tenant, without what is about arrivals and writes, and without its ids. */
  stored(of?: Tenant): Promise<Stored>;
  /** All that is stored. */
  rows(): Promise<Row[]>;
}

const ofArrival = {
  trace: ['id', 'workspace_id', 'project_id', 'analyze_at', 'last_event_at', 'last_event_minute', 'usage_marks'],
  event: ['trace_id', 'workspace_id', 'project_id', 'received_at', 'revision', 'content_hash'],
};

/** A database with ingestion and rereading; each test has a workspace and a trace. Call it inside `describe`. */
export const useRereading = (): RereadingSuite => {
  let test: TestDatabase;
  const announced = new Set<string>();
  let hasGap = false;
  const query: RereadingSuite['query'] = (text, values = [suite.tenant.workspaceId]) =>
    withAdmin(test.adminUrl, async (client) => (await client.query<Row>(text, values)).rows);
  const jsonRows = async (table: 'trace' | 'event', order: string, { workspaceId, projectId }: Tenant) => {
    const without = `array['${ofArrival[table].join("', '")}']`;
    const text = `select replace((to_jsonb(r) - ${without})::text, $2, 'project')::jsonb as row from debrief.${table} r
                   where workspace_id = $1 order by ${order}`;
    return (await query(text, [workspaceId, projectId])).map(({ row }) => row as Row);
  };
  const suite = {} as RereadingSuite;
  Object.assign(suite, {
    announced,
    query,
    append: (spans, of = suite.tenant) => suite.ingestion.appendSpans(keyScopeOf(of), of.projectId, exportOf(spans)),
    span: (n, changes) =>
      makeSpan({
        traceId: suite.traceId,
        spanId: spanId(n),
        parentSpanId: n === 1 ? null : spanId(1),
        start: n,
        ...changes,
      }),
    age: (raw = 'raw::text') =>
      query(
        `update debrief.event set rules_version = 2, raw = (${raw})::json where workspace_id = $1 and project_id is not null`,
      ),
    makeDue: async () => {
      await suite.database.asSystem('sweep', (tx) => suite.rereading.sweep(tx));
      await query('update debrief.span_rereading set due_at = now() where workspace_id = $1');
    },
    deleteTrace: (trace) => {
      hasGap = true;
      return new ExpiryService(suite.database).deleteTrace(userScopeOf(suite.tenant.workspaceId), trace);
    },
    upkeep: async () => (await query('select * from debrief.span_rereading where workspace_id = $1'))[0],
    takeJobs: () =>
      query(
        `delete from debrief.job_outbox where workspace_id = $1 and name = 'ingestion.reread-spans' returning name`,
      ),
    reread: async () => {
      for (let jobs = 1; ; jobs += 1) {
        await suite.rereading.reread(suite.jobScope);
        if ((await suite.takeJobs()).length === 0) return jobs;
      }
    },
    stored: async (of = suite.tenant) => {
      const [traces, spans] = await Promise.all([
        jsonRows('trace', 'external_id', of),
        jsonRows('event', 'span_id', of),
      ]);
      return { traces: traces.map((row) => ({ ...row, span_facts: withoutZeros(row['span_facts']) })), spans };
    },
    rows: () =>
      query(`select e.*, e.raw::text as raw, t.* from debrief.event e join debrief.trace t on t.id = e.trace_id
              where e.workspace_id = $1 order by e.span_id`),
  } satisfies Partial<RereadingSuite>);

  beforeAll(async () => {
    test = await openTestDatabase();
    const secret = (): string => randomBytes(32).toString('hex');
    const secrets = { rootSecret: secret(), jwtSecret: secret(), jwtIssuer: 'x', serverToken: 'x' };
    const made = makeEntities(test);
    const rereading = new RereadingService(made.database, new PriceCache(made.database), {
      announce: (id) => void announced.add(id),
      subscribe: () => () => undefined,
      close: () => Promise.resolve(),
    });
    Object.assign(suite, made, { test, rereading, mint: () => mintTenant({ database: test, secrets }) });
  });
  beforeEach(async () => {
    const tenant = await suite.mint();
    hasGap = false;
    const actor = { type: 'job', id: 'ingestion.reread-spans' } as const;
    const jobScope: Scope = { workspaceId: tenant.workspaceId, projectId: null, actor, requestId: randomUUID() };
    Object.assign(suite, { tenant, traceId: newTraceId(), jobScope });
  });
  afterEach(() =>
    withAdmin(test.adminUrl, async (client) =>
      expect(await findContradictions(client, suite.tenant.workspaceId)).toEqual(
        hasGap ? [expect.stringMatching(/^a gap/)] : [],
      ),
    ),
  );
  afterAll(async () => {
    await suite.database.close();
    await test.close();
  });
  return suite;
};

/** Counts of nothing may be said or left out. */
const withoutZeros = (facts: unknown): unknown =>
  facts === null || typeof facts !== 'object'
    ? facts
    : Object.fromEntries(
        Object.entries(facts).filter(([key, value]) => !(['open', 'failed'].includes(key) && value === 0)),
      );
