import type { WorkspaceTx } from '@debrief/infra';
import { readTally } from '@debrief/ingestion';
import { type RawBuilder, sql } from 'kysely';
import { orderBy, type SortKey } from './keyset';
import type { ListOrder } from './list-order';
import type { RowRange } from './list-page';
import { firstReach, nextReach, type WalkReach, type WalkStep } from './run-walk';
import { type RunBounds, spanTies } from './span-order';

type Fragment = RawBuilder<unknown>;

/** A span's place in the database. */
export interface SpanPlace {
  readonly traceId: string;
  readonly seq: number;
}

export interface RunWalk {
  readonly projectId: string;
  readonly order: ListOrder;
  readonly key: SortKey;
  readonly bounds: RunBounds;
  readonly isFiltered: boolean;
  /** `from … where …` of the imported spans `e` that pass and stand behind the position. @param which narrows them further */
  readonly spansWhere: (which: Fragment) => Fragment;
}

/**
 * The places of a page of spans in an order that no index of spans has, exact by the threshold algorithm (Fagin, Lotem, Naor 2003): runs
 * are walked by the bound of their spans, and once the page's last span comes before the bound of the next run, so it does before all spans
 * behind. Ties go by run: runs are walked by their ids, too.
 * @returns undefined where sorting all spans is the shorter way, or the only one: spans without a value follow, of which runs know nothing
 */
export const walkRuns = async (tx: WorkspaceTx, walk: RunWalk, range: RowRange): Promise<SpanPlace[] | undefined> => {
  const { spans } = await readTally(tx, walk.projectId);
  const ground = { spans, isFiltered: walk.isFiltered };
  let reach = firstReach(range.offset + range.limit, ground);
  while (reach !== null) {
    const [step, places] = await takeStep(tx, walk, range, reach);
    if (step.isCertain) return places;
    reach = nextReach(reach, step, ground);
  }
  return undefined;
};

interface StepRow extends WalkStep {
  readonly traceId: string | null;
  readonly seq: number | null;
}

const takeStep = async (
  tx: WorkspaceTx,
  { projectId, order, key, bounds, spansWhere }: RunWalk,
  { after, offset, limit }: RowRange,
  reach: WalkReach,
): Promise<readonly [WalkStep, SpanPlace[]]> => {
  const [way, before] = order.direction === 'desc' ? [sql`desc`, sql`>`] : [sql`asc`, sql`<`];
  const [bound, other, steps] =
    order.direction === 'desc'
      ? [bounds.most, bounds.least, bounds.mostInSteps]
      : [bounds.least, bounds.most, undefined];
  const runOrder = sql`${steps ? sql`${steps} ${way},` : sql``} ${bound} ${way}, t.id ${way}`;
  // A run whose spans all come before the position has none for the page.
  const position = after ? sql`not ${other} ${before} ${after[0]}::${sql.raw(key.type)}` : sql`true`;
  const { rows } = await sql<StepRow>`
    with runs as materialized (
           select id, bound, spans, place <= ${reach.runs} and coalesce(seen, 0) < ${reach.spans} as is_seen
             from (select t.id, ${bound} as bound, greatest(t.event_count, 1) as spans, row_number() over walk as place,
                          sum(greatest(t.event_count, 1)) over (walk rows between unbounded preceding and 1 preceding) as seen
                     from trace t
                    where t.project_id = ${projectId} and ${bounds.least} is not null and ${bounds.most} is not null and ${position}
                   window walk as (order by ${runOrder}) order by ${runOrder} limit ${reach.runs + 1}) t),
         next as (select bound, id from runs where not is_seen order by bound ${way}, id ${way} limit 1),
         page as (
           select e.* from (select id from runs where is_seen) r
            cross join lateral (select e.trace_id, e.seq, e.started_at, e.ended_at, e.duration_ms, e.name ${spansWhere(sql`e.trace_id = r.id and ${key.sql} is not null`)} offset 0) e
            order by ${orderBy(key, spanTies, order)} limit ${limit} offset ${offset}),
         done as (
           select not exists (select from next) as is_whole,
                  count(*) = ${limit} and coalesce(bool_and((${key.sql}, e.trace_id) ${before} (next.bound, next.id)), true) as is_certain
             from page e left join next on true)
    select (select coalesce(sum(spans), 0)::int8 from runs where is_seen) as spans, done.is_whole, done.is_certain, e.trace_id, e.seq
      from done left join page e on true order by ${orderBy(key, spanTies, order)}`.execute(tx);
  const places = rows.flatMap(({ traceId, seq }) => (traceId === null || seq === null ? [] : [{ traceId, seq }]));
  return [rows[0]!, places];
};
