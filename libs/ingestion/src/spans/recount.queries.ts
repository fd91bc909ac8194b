import { float8Array, type WorkspaceClient } from '@debrief/infra';
import type { TotalsChange } from './change-totals';
import { costFields, tokenFields } from './rollup.queries';

/** Locks a trace against appends. @returns what it holds; undefined when it is gone */
export const lockTraceForRecount = async (
  client: WorkspaceClient,
  traceId: string,
): Promise<{ readonly projectId: string; readonly eventCount: number } | undefined> => {
  const { rows } = await client.query<{ projectId: string; eventCount: number }>({
    text: `select project_id as "projectId", event_count as "eventCount" from trace
            where workspace_id = (select current_workspace()) and id = $1 for no key update`,
    values: [traceId],
  });
  return rows[0];
};

const ofEvents = ['input_tokens', 'output_tokens'];

/** Sets a trace's totals to those of its native events and of its counted spans. */
export const updateTotals = async (client: WorkspaceClient, traceId: string, totals: TotalsChange): Promise<void> => {
  const costs = totals.costs.map(({ cost }) => cost);
  await client.query({
    text: `update trace t
              set ${tokenFields.map(([, column], index) => `${column} = $${index + 2}${ofEvents.includes(column) ? ` + coalesce(n.${column}, 0)` : ''}`)},
                  ${costFields.map(([, column]) => `${column} = ${column === 'cost_usd' ? 'coalesce(c.cost_usd + n.cost_usd, c.cost_usd, n.cost_usd)' : `c.${column}`}`)}
             from (select sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens, sum(cost_usd::text::numeric) as cost_usd
                     from event where workspace_id = (select current_workspace()) and trace_id = $1 and project_id is null) n,
                  (select ${costFields.map(([, column]) => `sum(p.${column}::text::numeric) as ${column}`)}
                     from unnest(${costFields.map((_, index) => `$${index + 8}::float8[]`)}) as p(${costFields.map(([, column]) => column)})) c
            where t.workspace_id = (select current_workspace()) and t.id = $1`,
    values: [
      traceId,
      ...tokenFields.map(([field]) => totals.tokens[field]),
      ...costFields.map(([field]) => float8Array(costs.map((cost) => cost[field]))),
    ],
  });
};
