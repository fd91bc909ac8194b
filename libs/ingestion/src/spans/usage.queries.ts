import { textArray, uuidArray, type WorkspaceClient } from '@debrief/infra';
import type { UsageRow } from './usage-node';

/** What `UsageRow` has of an event `e`. */
export const usageColumns = `e.trace_id as "traceId", e.span_id as "spanId", e.parent_id as "parentId", e.observation_type as "observationType",
                  e.input_tokens as "inputTokens", e.output_tokens as "outputTokens", e.total_tokens as "totalTokens",
                  e.cache_read_tokens as "cacheReadTokens", e.cache_write_tokens as "cacheWriteTokens",
                  e.reasoning_tokens as "reasoningTokens", e.cost_usd as "costUsd", e.input_cost as "inputCost",
                  e.output_cost as "outputCost", e.cache_read_cost as "cacheReadCost", e.cache_write_cost as "cacheWriteCost",
                  e.reasoning_cost as "reasoningCost"`;

/** The links and usage of traces' spans. */
export const listUsage = async (client: WorkspaceClient, traceIds: readonly string[]): Promise<UsageRow[]> => {
  const { rows } = await client.query<UsageRow>({
    name: 'spans-usage',
    text: `select ${usageColumns}
             from unnest($1::uuid[]) as k(trace_id)
             join event e on e.workspace_id = (select current_workspace()) and e.trace_id = k.trace_id
            where e.project_id is not null`,
    values: [uuidArray(traceIds)],
  });
  return rows;
};

/** The links and usage of some stored spans, and of all that are above them. */
export const listUsageAbove = async (
  client: WorkspaceClient,
  spans: readonly { readonly traceId: string; readonly spanId: string }[],
): Promise<UsageRow[]> => {
  const { rows } = await client.query<UsageRow>({
    name: 'spans-usage-above',
    text: `with recursive line as (
             select e.trace_id, e.span_id, e.parent_id
               from unnest($1::uuid[], $2::text[]) as k(trace_id, span_id)
               join event e on e.workspace_id = (select current_workspace()) and e.trace_id = k.trace_id and e.idempotency_key = k.span_id
              where e.project_id is not null
              union
             select e.trace_id, e.span_id, e.parent_id
               from line
               join event e on e.workspace_id = (select current_workspace()) and e.trace_id = line.trace_id and e.idempotency_key = line.parent_id
              where e.project_id is not null
           )
           select ${usageColumns}
             from line
             join event e on e.workspace_id = (select current_workspace()) and e.trace_id = line.trace_id and e.idempotency_key = line.span_id`,
    values: [uuidArray(spans.map(({ traceId }) => traceId)), textArray(spans.map(({ spanId }) => spanId))],
  });
  return rows;
};
