import { sql } from 'kysely';
import type { PlatformColumns, PlatformCondition } from '../platform-filters/platform-condition';
import { platformTests, type PlatformSqlColumns } from '../platform-filters/platform-filter-sql';
import type { RawBuilder, SqlBool } from 'kysely';
import { sessionOf, traceName } from '../spans/trace-summary.queries';

/** What an observation is called by Platform clients; all other types are those of trace explorers. */
export const typeSql = sql`upper(coalesce(e.observation_kind, e.observation_type, 'span'))`;
/** Stored in lower case: an index knows those that failed. */
export const levelSql = sql`upper(e.level)`;
export const environmentSql = sql`coalesce(e.environment, 'default')`;
export const isRootSql = sql`(e.parent_id is null or coalesce(e.is_app_root, false))`;
/** What came without a name is stored under this word (otel.md A4). */
export const nameSql = sql`nullif(e.name, 'unnamed')`;
export const modelSql = sql`coalesce(e.model, e.response_model)`;

const seconds = sql`extract(epoch from e.ended_at - e.started_at)`;
const firstToken = sql`extract(epoch from e.first_token_at - e.started_at)`;

/** What lists of observations filter by (platform.md D), as SQL on an event `e` and its run `t`. */
const columns = {
  id: { kind: 'text', sql: sql`e.span_id` },
  traceId: { kind: 'text', sql: sql`t.external_id` },
  parentObservationId: { kind: 'text', sql: sql`e.parent_id` },
  type: { kind: 'text', sql: typeSql },
  name: { kind: 'text', sql: nameSql },
  startTime: { kind: 'moment', sql: sql`e.started_at` },
  endTime: { kind: 'moment', sql: sql`e.ended_at` },
  environment: { kind: 'text', sql: environmentSql },
  level: { kind: 'text', sql: sql`e.level` },
  statusMessage: { kind: 'text', sql: sql`e.status_message` },
  version: { kind: 'text', sql: sql`e.version` },
  latency: { kind: 'number', sql: seconds },
  timeToFirstToken: { kind: 'number', sql: firstToken },
  tokensPerSecond: { kind: 'number', sql: sql`(e.output_tokens / nullif(${seconds}, 0))` },
  inputTokens: { kind: 'number', sql: sql`coalesce(e.input_tokens, 0)` },
  outputTokens: { kind: 'number', sql: sql`coalesce(e.output_tokens, 0)` },
  totalTokens: { kind: 'number', sql: sql`coalesce(e.total_tokens, 0)` },
  inputCost: {
    kind: 'number',
    sql: sql`(coalesce(e.input_cost, 0) + coalesce(e.cache_read_cost, 0) + coalesce(e.cache_write_cost, 0))`,
  },
  outputCost: { kind: 'number', sql: sql`(coalesce(e.output_cost, 0) + coalesce(e.reasoning_cost, 0))` },
  totalCost: { kind: 'number', sql: sql`coalesce(e.cost_usd, 0)` },
  model: { kind: 'text', sql: modelSql },
  promptName: { kind: 'text', sql: sql`e.prompt_name` },
  promptVersion: { kind: 'number', sql: sql`e.prompt_version` },
  metadata: { kind: 'object', sql: sql`e.metadata` },
  isRootObservation: { kind: 'flag', sql: isRootSql },
  userId: { kind: 'text', sql: sql`t.user_id` },
  sessionId: { kind: 'text', sql: sessionOf },
  traceName: { kind: 'text', sql: traceName },
  traceEnvironment: { kind: 'text', sql: sql`coalesce(t.environment, 'default')` },
  traceTags: { kind: 'list', sql: sql`t.tags` },
} as const satisfies PlatformSqlColumns;

/** The columns that the filter language of observations knows, by the names that clients use. */
export const observationFilterColumns: PlatformColumns = {
  ...Object.fromEntries(Object.entries(columns).map(([name, { kind }]) => [name, { kind }])),
  type: { kind: 'text', fold: 'upper' },
  level: { kind: 'text', fold: 'lower' },
  tokens: { kind: 'number', aliasOf: 'totalTokens' },
  providedModelName: { kind: 'text', aliasOf: 'model' },
  tags: { kind: 'list', aliasOf: 'traceTags' },
};

/** The conditions of a list of observations as SQL on an event `e` and its run `t`. */
export const observationTests = (conditions: readonly PlatformCondition[]): RawBuilder<SqlBool> =>
  platformTests(columns, conditions);

const ofTrace: ReadonlySet<string> = new Set([
  'traceId',
  'userId',
  'sessionId',
  'traceName',
  'traceEnvironment',
  'traceTags',
]);

/** Whether a condition is on a fact of the observation's run. */
export const isOfTrace = ({ column }: PlatformCondition): boolean => ofTrace.has(column);
