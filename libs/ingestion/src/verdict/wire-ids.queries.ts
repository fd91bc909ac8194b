import { type QueryConfig, textArray, uuidArray, type WorkspaceClient, type WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';

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
     where project_id = ${projectId}::uuid and (external_id = ${wanted} or folded_id = ${wanted} or propagated_id = ${wanted})
     order by id`.execute(tx);
  return rows;
};

/** The ids by which HTTP requests belong to a run, as an array of SQL. @param trace alias of the table */
export const wireIdsOf = (trace: string): RawBuilder<string[]> =>
  sql`array[coalesce(${sql.ref(`${trace}.foldedId`)}, ${sql.ref(`${trace}.externalId`)}), ${sql.ref(`${trace}.propagatedId`)}]`;

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

const lockJoinedStatement = (projectId: string, wireIds: readonly string[]): QueryConfig => ({
  name: 'lock-joined-traces',
  text: `select id, status <> 'running' or idle_at is not null as "isLookedAt"
           from trace
          where workspace_id = (select current_workspace()) and project_id = $1::uuid
            and (external_id = any($2::text[]) or folded_id = any($2::text[]) or propagated_id = any($2::text[]))
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
