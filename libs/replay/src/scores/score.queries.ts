import type { CursorPosition, WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import type { PlatformCondition } from '../platform-filters/platform-condition';
import { platformTests } from '../platform-filters/platform-filter-sql';
import { countLimit, type RowRange } from '../spans/list-page';
import { environmentOf, scoreSqlColumns } from './score-columns';
import type { Score, ScoreStats } from './score.types';

export type ScoreRow = Score & { readonly position: CursorPosition };

interface StoredRow extends Omit<Score, 'trace'> {
  readonly rowId: string;
  readonly moment: string;
  readonly traceUserId: string | null;
  readonly traceTags: string[] | null;
  readonly traceEnvironment: string;
  readonly traceSessionId: string | null;
}

const fromScores = sql`
  score s left join trace t on t.workspace_id = s.workspace_id and t.project_id = s.project_id and t.external_id = s.trace_external_id`;

/** An imported run that names no session has its own id in its place: it belongs to none. */
const columns = sql`
  s.id as row_id, s.scored_at::text as moment, s.external_id as id, s.project_id, s.trace_external_id as trace_id, s.session_id, s.observation_id,
  s.dataset_run_id, s.name, s.value, s.string_value, s.data_type, s.source, s.comment, s.config_id, s.queue_id, s.author_user_id, s.metadata,
  ${environmentOf} as environment, s.scored_at as timestamp, s.created_at, s.updated_at, t.user_id as trace_user_id, t.tags as trace_tags,
  coalesce(t.environment, 'default') as trace_environment,
  case when t.surface = 'native' or t.session_id <> t.external_id then t.session_id end as trace_session_id`;

const toScore = ({
  rowId,
  moment,
  traceUserId,
  traceTags,
  traceEnvironment,
  traceSessionId,
  ...score
}: StoredRow): ScoreRow => ({
  ...score,
  trace:
    traceTags === null
      ? null
      : { userId: traceUserId, tags: traceTags, environment: traceEnvironment, sessionId: traceSessionId },
  position: [moment, rowId],
});

/** Newest first, ties by id. */
export const selectScores = async (
  tx: WorkspaceTx,
  projectId: string,
  conditions: readonly PlatformCondition[],
  { after, offset, limit }: RowRange,
): Promise<ScoreRow[]> => {
  const rest = after ? sql`and (s.scored_at, s.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``;
  const { rows } = await sql<StoredRow>`
    select ${columns} from ${fromScores}
     where s.project_id = ${projectId} and ${platformTests(scoreSqlColumns, conditions)} ${rest}
     order by s.scored_at desc, s.id desc offset ${offset} limit ${limit}`.execute(tx);
  return rows.map(toScore);
};

/** One more than the limit at most. */
export const countScores = async (
  tx: WorkspaceTx,
  projectId: string,
  conditions: readonly PlatformCondition[],
): Promise<number> => {
  const { rows } = await sql<{ counted: number }>`
    select count(*) as counted from (
      select from ${fromScores} where s.project_id = ${projectId} and ${platformTests(scoreSqlColumns, conditions)}
       limit ${countLimit + 1}) s`.execute(tx);
  return rows[0]?.counted ?? 0;
};

/** Of what belongs together so many are read at once. */
const mostOfTargets = 10_000;

/** Those of some targets, newest first, ties by id; the newest 10,000. */
export const selectScoresOf = async (
  tx: WorkspaceTx,
  projectId: string,
  target: 'traceId' | 'sessionId' | 'datasetRunId' | 'id',
  ids: readonly string[],
): Promise<Score[]> => {
  const column = {
    traceId: sql`s.trace_external_id`,
    sessionId: sql`s.session_id`,
    datasetRunId: sql`s.dataset_run_id`,
    id: sql`s.external_id`,
  };
  const { rows } = await sql<StoredRow>`
    select ${columns} from ${fromScores}
     where s.project_id = ${projectId} and ${column[target]} = any(${ids}::text[])
     order by s.scored_at desc, s.id desc limit ${mostOfTargets}`.execute(tx);
  return rows.map(toScore);
};

/** Exact. */
export const selectScoreStats = async (
  tx: WorkspaceTx,
  projectId: string,
  conditions: readonly PlatformCondition[],
): Promise<Omit<ScoreStats, 'name'>> => {
  const { rows } = await sql<Omit<ScoreStats, 'name'>>`
    select count(*) as count, avg(s.value) as avg_value, min(s.value) as min_value, max(s.value) as max_value,
           percentile_cont(0.5) within group (order by s.value) as median_value
      from ${fromScores} where s.project_id = ${projectId} and ${platformTests(scoreSqlColumns, conditions)}`.execute(
    tx,
  );
  return rows[0]!;
};
