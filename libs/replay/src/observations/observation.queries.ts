import type { CursorPosition, WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';
import type { PlatformCondition } from '../platform-filters/platform-condition';
import { behind, keyText, orderBy, type SortKey, type TieBreaker } from '../spans/keyset';
import { countLimit, type RowRange } from '../spans/list-page';
import { microsOf } from '../spans/micros-of';
import { nativeSpansWhere } from '../spans/native/native-rows';
import { spanSummaryColumns } from '../spans/span-summary-columns';
import { sessionOf, traceName } from '../spans/trace-summary.queries';
import {
  environmentSql,
  isOfTrace,
  isRootSql,
  levelSql,
  modelSql,
  nameSql,
  observationTests,
  typeSql,
} from './observation-columns';
import type { Observation } from './observation.types';

type Fragment = RawBuilder<unknown>;
type Direction = 'asc' | 'desc';

/** Where observations are looked for: in a project, or in one of its runs. */
export interface ObservationHome {
  readonly projectId: string;
  readonly traceId?: string;
  /** Whether some may be native events. */
  readonly hasNative: boolean;
}

export type PlacedObservation = Observation & { readonly position: CursorPosition };

const key: SortKey = { sql: sql`e.started_at`, type: 'timestamptz', isNullable: false };
const ties: readonly TieBreaker[] = [
  { sql: sql`e.trace_id`, type: 'uuid' },
  { sql: sql`e.seq`, type: 'int8' },
];
/** The same on rows that were selected. */
const selectedTies: readonly TieBreaker[] = [
  { sql: sql`e."traceId"`, type: 'uuid' },
  { sql: sql`e.seq`, type: 'int8' },
];

/** Under the names of `Observation`; where one stands twice the later counts. Neither payload nor raw. */
export const observationColumns = sql`
  ${spanSummaryColumns}, t.project_id as "projectId", ${typeSql} as type, ${levelSql} as level, ${environmentSql} as environment,
  ${modelSql} as model, ${nameSql} as name, e.status_message as "statusMessage", e.version, e.prompt_name as "promptName", e.prompt_version as "promptVersion",
  ${microsOf(sql`e.first_token_at`)} as "firstTokenAt", ${isRootSql} as "isRoot", e.cost_usd is not null as "isPriced",
  ${microsOf(sql`e.received_at`)} as "receivedAt", e.raw is not null as "isImported", t.user_id as "userId", ${sessionOf} as "sessionId",
  ${traceName} as "traceName", t.tags, t.release, t.public as "isPublic", t.bookmarked as "isBookmarked"`;

/** Imported spans `e` that pass; their runs are looked at only where a condition asks for them. */
const importedRows = ({ projectId, traceId }: ObservationHome, conditions: readonly PlatformCondition[]): Fragment => {
  const from = conditions.some(isOfTrace)
    ? sql`event e join trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id`
    : sql`event e`;
  return sql`${from} where e.project_id = ${projectId} and ${inRun(traceId, sql`e`)} and ${observationTests(conditions)}`;
};

/** What native events are as spans `e`, those that pass, with their runs `t`. */
const nativeRows = (
  { projectId, traceId }: ObservationHome,
  conditions: readonly PlatformCondition[],
  place: Fragment = sql`true`,
): Fragment =>
  nativeSpansWhere(
    sql`t.project_id = ${projectId} and ${inRun(traceId, sql`n`)} and ${observationTests(conditions)} and ${place}`,
  );

const inRun = (traceId: string | undefined, event: Fragment): Fragment =>
  traceId === undefined ? sql`true` : sql`${event}.trace_id = ${traceId}`;

/** A part of the observations of a project or run, by their start. */
export const selectObservations = async (
  tx: WorkspaceTx,
  home: ObservationHome,
  conditions: readonly PlatformCondition[],
  { after, offset, limit }: RowRange,
  direction: Direction = 'desc',
): Promise<PlacedObservation[]> => {
  const way = { column: 'start_time', direction };
  const place = after ? behind(key, ties, way, after) : sql`true`;
  const order = orderBy(key, ties, way);
  const columns = sql`${observationColumns}, ${keyText(key)} as "sortKey", e.started_at as "sortValue"`;
  // The page first: Postgres would make the columns of all rows that it sorts.
  const imported = (page: Fragment): Fragment => sql`
    select ${columns}
      from (select e.trace_id, e.seq from ${importedRows(home, conditions)} and ${place} order by ${order} ${page}) p
      join event e on e.trace_id = p.trace_id and e.seq = p.seq
      join trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id
     order by ${order}`;
  const range = sql`limit ${limit} offset ${offset}`;
  const found = home.hasNative
    ? // Each half gives what could stand on the page.
      sql`select * from ((${imported(sql`limit ${offset + limit}`)}) union all
                         (select ${columns} from ${nativeRows(home, conditions, place)} order by ${order} limit ${offset + limit})) e
           order by ${orderBy({ ...key, sql: sql`e."sortValue"` }, selectedTies, way)} ${range}`
    : imported(range);
  const { rows } = await sql<Observation & { sortKey: string; sortValue: unknown }>`${found}`.execute(
    tx.withoutPlugins(),
  );
  return rows.map(({ sortKey, sortValue: _, ...row }) => ({ ...row, position: [sortKey, row.traceId, row.seq] }));
};

/** How many pass, counted up to one above the limit. */
export const countObservations = async (
  tx: WorkspaceTx,
  home: ObservationHome,
  conditions: readonly PlatformCondition[],
): Promise<number> => {
  const sources = [importedRows(home, conditions), ...(home.hasNative ? [nativeRows(home, conditions)] : [])];
  const found = sources.map((source) => sql`(select from ${source} limit ${countLimit + 1})`);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select from (${sql.join(found, sql` union all `)}) found limit ${countLimit + 1}) counted`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
};

const eventId = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}):(\d{1,15})$/;

/**
 * An observation by its id: of a span, of the marker of a native span, or of a native event. Span ids are unique in a run only: of
 * several runs the newest counts.
 */
export const findObservation = async (
  tx: WorkspaceTx,
  projectId: string,
  id: string,
): Promise<Observation | undefined> => {
  const [, traceId, seq] = eventId.exec(id) ?? [];
  const place =
    traceId === undefined
      ? sql`n.type = 'state_change' and n.name = 'span_start' and n.span_id = ${id}`
      : sql`n.trace_id = ${traceId} and n.seq = ${Number(seq)}`;
  const { rows } = await sql<Observation>`
    select * from (
      (select ${observationColumns}
         from event e join trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id
        where e.project_id = ${projectId} and e.span_id = ${id} order by e.trace_id desc limit 1)
      union all
      (select ${observationColumns}
         from ${nativeSpansWhere(sql`t.project_id = ${projectId} and ${place} and e.span_id = ${id}`)} order by e.trace_id desc limit 1)) found
     limit 1`.execute(tx.withoutPlugins());
  return rows[0];
};
