import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';
import { nativeSpansWhere } from '../spans/native/native-rows';

/** A list names so many observations of one run. */
const namedLimit = 1_000;

type IdsOf = ReadonlyMap<string, readonly string[]>;

const gather = (rows: readonly { readonly trace: string; readonly ids: readonly string[] }[]): IdsOf =>
  new Map(rows.map(({ trace, ids }) => [trace, ids]));

/** The ids of the observations of these runs, the first so many by their start; by the run's internal id. */
export const selectObservationIds = async (tx: WorkspaceTx, traceIds: readonly string[]): Promise<IdsOf> => {
  const imported = sql`select e.span_id as id, e.started_at, e.seq from event e where e.trace_id = r.id and e.project_id is not null`;
  const native = sql`select e.span_id as id, e.started_at, e.seq from ${nativeSpansWhere(sql`n.trace_id = r.id`)}`;
  const first = (spans: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`array(select o.id from (${spans}) o order by o.started_at, o.seq limit ${namedLimit})`;
  const { rows } = await sql<{ trace: string; ids: string[] }>`
    select r.id as trace, ${first(imported)} || case when r.surface = 'native' then ${first(native)} else '{}'::text[] end as ids
      from trace r where r.id = any(${traceIds}::uuid[])`.execute(tx);
  return gather(rows);
};

/** The ids of the scores of these runs, by the run's external id. */
export const selectScoreIds = async (
  tx: WorkspaceTx,
  projectId: string,
  externalIds: readonly string[],
): Promise<IdsOf> => {
  const { rows } = await sql<{ trace: string; ids: string[] }>`
    select s.trace_external_id as trace, array_agg(s.external_id order by s.scored_at, s.id) as ids from score s
     where s.project_id = ${projectId} and s.trace_external_id = any(${externalIds}::text[])
     group by s.trace_external_id`.execute(tx);
  return gather(rows);
};
