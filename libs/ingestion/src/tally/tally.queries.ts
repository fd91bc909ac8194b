import { int8Array, type QueryConfig, type SystemTx, uuidArray, type WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

/** What a project holds: runs of every surface, spans, sessions, HTTP requests and scores. */
export interface ProjectTally {
  readonly traces: number;
  readonly spans: number;
  readonly sessions: number;
  readonly requests: number;
  readonly scores: number;
}

/** Sums up a project's tally: exact for what this transaction sees. */
export const readTally = async (tx: WorkspaceTx, projectId: string): Promise<ProjectTally> => {
  const { rows } = await sql<ProjectTally>`
    select coalesce(sum(traces), 0)::int8 as traces, coalesce(sum(spans), 0)::int8 as spans,
           coalesce(sum(sessions), 0)::int8 as sessions, coalesce(sum(requests), 0)::int8 as requests,
           coalesce(sum(scores), 0)::int8 as scores
      from project_tally where project_id = ${projectId}`.execute(tx);
  return rows[0] ?? { traces: 0, spans: 0, sessions: 0, requests: 0, scores: 0 };
};

/** Counts spans that a transaction stores (or, negative, deletes), by project; for the pipelined writes of a commit. */
export const tallySpansStatement = (spans: ReadonlyMap<string, number>): QueryConfig => ({
  name: 'tally-spans',
  text: `insert into project_tally (project_id, spans) select * from unnest($1::uuid[], $2::int8[])`,
  values: [uuidArray([...spans.keys()]), int8Array([...spans.values()])],
});

/** Rows from which on a project's tally is summed up: reading fewer costs nothing that one could notice. */
const worthSumming = 50;

/** Puts one row in the place of a project's many. Those that another sweep has just taken are not found again. */
export const sumTallies = async (tx: SystemTx): Promise<void> => {
  await sql`
    with many as (select workspace_id, project_id from project_tally group by workspace_id, project_id having count(*) > ${worthSumming}),
         gone as (delete from project_tally t using many
                   where t.workspace_id = many.workspace_id and t.project_id = many.project_id
               returning t.workspace_id, t.project_id, t.traces, t.spans, t.sessions, t.requests, t.scores)
    insert into project_tally (workspace_id, project_id, traces, spans, sessions, requests, scores)
    select workspace_id, project_id, sum(traces), sum(spans), sum(sessions), sum(requests), sum(scores) from gone
     group by workspace_id, project_id`.execute(tx);
};
