import { type RawBuilder, sql } from 'kysely';
import type { PlatformCondition } from '../platform-filters/platform-condition';
import { type PlatformSqlColumn, valueTest } from '../platform-filters/platform-filter-sql';
import type { SortKey } from '../spans/keyset';
import {
  sessionOf,
  traceDurationMs,
  traceEnd as summaryEnd,
  traceName,
  traceTotalTokens,
} from '../spans/trace-summary.queries';
import type { platformTraceColumns, PlatformTraceOrder } from './trace-columns';

type Fragment = RawBuilder<unknown>;

/** A run that nobody has ended has no end; of a native one the last word counts until then. */
export const traceEnd = sql`(case when t.status <> 'running' or t.surface = 'native' then ${summaryEnd} end)`;
export const latencySeconds = sql`(case when ${traceEnd} is not null then ${traceDurationMs} / 1000 end)`;
export const environmentOf = sql`coalesce(t.environment, 'default')`;
/** Failures of every surface are found by one level. */
export const levelOf = sql`coalesce(t.level, case when t.status = 'failed' then 'ERROR' else 'DEFAULT' end)`;

const text = (column: Fragment): PlatformSqlColumn => ({ kind: 'text', sql: column });
const number = (column: Fragment): PlatformSqlColumn => ({ kind: 'number', sql: column });

/** What of the cost is paid for what goes in, cached or not, and for what comes out. */
export const inputCost = sql`(coalesce(t.input_cost, 0) + coalesce(t.cache_read_cost, 0) + coalesce(t.cache_write_cost, 0))`;
export const outputCost = sql`(coalesce(t.output_cost, 0) + coalesce(t.reasoning_cost, 0))`;
export const totalCost = sql`coalesce(t.cost_usd, 0)`;

/** How many observations of a run have a level. */
const countOf = (...levels: string[]): PlatformSqlColumn =>
  number(sql`(select count(*) from event e where e.trace_id = t.id and e.level = any(${levels}::text[]))`);

const scoresOf = sql`score s where s.project_id = t.project_id and s.trace_external_id = t.external_id and s.observation_id is null`;

/** The mean of the numbers under a score's name. */
const averageTest = (condition: PlatformCondition) =>
  valueTest(
    'number',
    sql`(select avg(s.value) from ${scoresOf} and s.name = ${condition.key ?? null}::text and s.data_type in ('NUMERIC', 'BOOLEAN'))`,
    condition,
  );

/** The words under a score's name. */
const categoryTest = (condition: PlatformCondition) =>
  valueTest(
    'list',
    sql`array(select s.string_value from ${scoresOf} and s.name = ${condition.key ?? null}::text and s.string_value is not null)`,
    condition,
  );

/** Filter columns as SQL on a run `t`. */
export const traceSqlColumns: Readonly<Record<keyof typeof platformTraceColumns, PlatformSqlColumn>> = {
  id: text(sql`t.external_id`),
  name: text(traceName),
  timestamp: { kind: 'moment', sql: sql`t.started_at` },
  userId: text(sql`t.user_id`),
  // In this form the index of sessions knows it.
  sessionId: {
    test: (condition) =>
      condition.op === 'eq' || condition.op === 'in'
        ? sql`(${valueTest('text', sql`t.session_id`, condition)} and ${sessionOf} is not null)`
        : valueTest('text', sessionOf, condition),
  },
  environment: text(environmentOf),
  version: text(sql`t.version`),
  release: text(sql`t.release`),
  tags: { kind: 'list', sql: sql`t.tags` },
  metadata: { kind: 'object', sql: sql`t.metadata` },
  bookmarked: { kind: 'flag', sql: sql`t.bookmarked` },
  public: { kind: 'flag', sql: sql`t.public` },
  level: text(levelOf),
  latency: number(latencySeconds),
  inputTokens: number(sql`t.input_tokens`),
  outputTokens: number(sql`t.output_tokens`),
  totalTokens: number(traceTotalTokens),
  inputCost: number(inputCost),
  outputCost: number(outputCost),
  totalCost: number(totalCost),
  errorCount: number(sql`t.error_count`),
  warningCount: countOf('warning'),
  defaultCount: countOf('default', 'info'),
  debugCount: countOf('debug'),
  scores_avg: { test: averageTest },
  score_categories: { test: categoryTest },
  gitCommitSha: text(sql`t.git_commit_sha`),
  gitBranch: text(sql`t.git_branch`),
};

/** A text column that may be without a value. */
const optional = (column: Fragment): SortKey => ({ sql: column, type: 'text', isNullable: true });

export const traceSortKeys: Readonly<Record<PlatformTraceOrder, SortKey>> = {
  // Internal ids carry the time at which they were made.
  createdAt: { sql: sql`t.id`, type: 'uuid', isNullable: false },
  timestamp: { sql: sql`t.started_at`, type: 'timestamptz', isNullable: false },
  name: optional(traceName),
  latency: { sql: latencySeconds, type: 'numeric', isNullable: true },
  totalCost: { sql: totalCost, type: 'numeric', isNullable: false },
  totalTokens: { sql: traceTotalTokens, type: 'int8', isNullable: false },
  id: { sql: sql`t.external_id`, type: 'text', isNullable: false },
  userId: optional(sql`t.user_id`),
  sessionId: optional(sessionOf),
  release: optional(sql`t.release`),
  version: optional(sql`t.version`),
  public: { sql: sql`t.public`, type: 'bool', isNullable: false },
  bookmarked: { sql: sql`t.bookmarked`, type: 'bool', isNullable: false },
};
