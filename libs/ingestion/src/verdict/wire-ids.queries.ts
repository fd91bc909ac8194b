import { type QueryConfig, textArray, uuidArray, type WorkspaceClient, type WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

/** A run as what carries its id finds it. */
export interface JoinedTrace {
  readonly id: string;
  readonly externalId: string;
  readonly status: string;
  readonly incidentIds: readonly string[];
  /** Which of the ids that were asked for lead to it: its own, or the one that its SDK propagates. */
  readonly wireIds: readonly string[];
}

/**
 * The runs of a project to which HTTP requests with these ids belong (telemetry.md §4), by id. Equality alone joins.
 * @param wireIds 32 hex digits in lower case, other ids as they are
 */
export const findJoinedTraces = async (
  tx: WorkspaceTx,
  projectId: string,
  wireIds: readonly string[],
): Promise<JoinedTrace[]> => {
  const wanted = sql`any(${wireIds}::text[])`;
  const { rows } = await sql<JoinedTrace>`
    select id, external_id, status, incident_ids, array_remove(array[coalesce(folded_id, external_id), propagated_id], null) as wire_ids
      from trace
     where project_id = ${projectId}::uuid and (external_id = ${wanted} or (folded_id is not null and folded_id = ${wanted})
                                               or (propagated_id is not null and propagated_id = ${wanted}))
     order by id`.execute(tx);
  return rows;
};

/** By which ids HTTP requests belong to a run. */
export interface WireIds {
  readonly projectId: string;
  readonly externalId: string;
  readonly wireIds: readonly string[];
}

/**
 * By which ids HTTP requests belong to runs: asked for first, and not by a join, since row-level security lets no expression over
 * another table's columns reach an index. What is gone is left out.
 */
export const findWireIds = async (
  tx: WorkspaceTx,
  which:
    { readonly traceIds: readonly string[] } | { readonly projectId: string; readonly externalIds: readonly string[] },
): Promise<WireIds[]> => {
  const condition =
    'traceIds' in which
      ? sql`id = any(${which.traceIds}::uuid[])`
      : sql`project_id = ${which.projectId}::uuid and external_id = any(${which.externalIds}::text[])`;
  const { rows } = await sql<WireIds>`
    select project_id, external_id, array_remove(array[coalesce(folded_id, external_id), propagated_id], null) as wire_ids
      from trace where ${condition} order by id`.execute(tx);
  return rows;
};

/**
 * Has the runs to which these ids lead analysed anew, if they were or are about to be: what is committed with this may change what was
 * found. Locks them, so that a run that ends meanwhile does so before or after, never beside. A run that still goes on is left alone.
 */
export const askForNewAnalysis = async (
  client: WorkspaceClient,
  projectId: string,
  wireIds: readonly string[],
): Promise<void> => {
  const { rows } = await client.query<{ id: string; isLookedAt: boolean }>(lockJoinedStatement(projectId, wireIds));
  const ids = rows.filter(({ isLookedAt }) => isLookedAt).map(({ id }) => id);
  if (ids.length > 0) client.send(analyseAgainStatement(ids));
};

/** `is not null` is for plans that are made before the ids are known: an index that leaves out nulls serves only what says so. */
const lockJoinedStatement = (projectId: string, wireIds: readonly string[]): QueryConfig => ({
  name: 'lock-joined-traces',
  text: `select id, status <> 'running' or idle_at is not null as "isLookedAt"
           from trace
          where workspace_id = (select current_workspace()) and project_id = $1::uuid
            and (external_id = any($2::text[]) or (folded_id is not null and folded_id = any($2::text[]))
                 or (propagated_id is not null and propagated_id = any($2::text[])))
          order by id
            for no key update`,
  values: [projectId, textArray(wireIds)],
});

/** An analysis that is due soon is not put off; moved by a moment, it is not taken for done by one that runs already. */
const analyseAgainStatement = (traceIds: readonly string[]): QueryConfig => ({
  name: 'analyse-again',
  text: `update trace
            set analyze_at = case when analyze_at <= now() + interval '10 s' then analyze_at + interval '1 ms'
                                  else now() + interval '30 s' end
          where workspace_id = (select current_workspace()) and id = any($1::uuid[])`,
  values: [uuidArray(traceIds)],
});
