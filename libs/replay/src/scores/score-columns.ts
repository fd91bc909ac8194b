import { type RawBuilder, sql } from 'kysely';
import type { PlatformColumnKind, PlatformColumns } from '../platform-filters/platform-condition';
import type { PlatformSqlColumns } from '../platform-filters/platform-filter-sql';

/** What lists of scores can be filtered by, as Langfuse names it. */
export const scoreFilterColumns = {
  id: { kind: 'text' },
  scoreId: { kind: 'text', aliasOf: 'id' },
  name: { kind: 'text' },
  value: { kind: 'number' },
  stringValue: { kind: 'text' },
  dataType: { kind: 'text', fold: 'upper' },
  source: { kind: 'text', fold: 'upper' },
  comment: { kind: 'text' },
  configId: { kind: 'text' },
  queueId: { kind: 'text' },
  authorUserId: { kind: 'text' },
  environment: { kind: 'text' },
  traceId: { kind: 'text' },
  observationId: { kind: 'text' },
  sessionId: { kind: 'text' },
  datasetRunId: { kind: 'text' },
  timestamp: { kind: 'moment' },
  createdAt: { kind: 'moment' },
  updatedAt: { kind: 'moment' },
  metadata: { kind: 'object' },
  userId: { kind: 'text' },
  tags: { kind: 'list' },
  traceTags: { kind: 'list', aliasOf: 'tags' },
} as const satisfies PlatformColumns;

/** Names a score (`s`) and its run (`t`, left joined). */
export const environmentOf = sql`coalesce(s.environment, t.environment, 'default')`;

const sources: Readonly<
  Record<Exclude<keyof typeof scoreFilterColumns, 'scoreId' | 'traceTags'>, RawBuilder<unknown>>
> = {
  id: sql`s.external_id`,
  name: sql`s.name`,
  value: sql`s.value`,
  stringValue: sql`s.string_value`,
  dataType: sql`s.data_type`,
  source: sql`s.source`,
  comment: sql`s.comment`,
  configId: sql`s.config_id`,
  queueId: sql`s.queue_id`,
  authorUserId: sql`s.author_user_id`,
  environment: environmentOf,
  traceId: sql`s.trace_external_id`,
  observationId: sql`s.observation_id`,
  sessionId: sql`s.session_id`,
  datasetRunId: sql`s.dataset_run_id`,
  timestamp: sql`s.scored_at`,
  createdAt: sql`s.created_at`,
  updatedAt: sql`s.updated_at`,
  metadata: sql`s.metadata`,
  userId: sql`t.user_id`,
  tags: sql`t.tags`,
};

export const scoreSqlColumns: PlatformSqlColumns = {
  ...Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [
      name,
      { kind: scoreFilterColumns[name as keyof typeof sources].kind as PlatformColumnKind, sql: source },
    ]),
  ),
  // Any of some numbers, which `value` cannot be asked for.
  exactValue: { test: ({ value }) => sql`s.value = any(${value}::float8[])` },
};
