import { type QueryConfig, textArray } from '@debrief/infra';
import { analyzeAtAfter } from '../spans/rollup.queries';

/** A run that is analysed, or would be in a moment: one that goes on is when it ends. */
const isSettling = `(t.root_ended or t.status = 'abandoned' or t.idle_at is not null)`;

/** Has runs analysed anew to which log records have come, as late spans do (otel.md A5). @param settleSeconds see `TRACE_SETTLE_SECONDS` */
export const unsettleStatement = (
  projectId: string,
  traceIds: readonly string[],
  settleSeconds: number,
): QueryConfig => ({
  name: 'logs-unsettle',
  text: `update trace t set analyze_at = ${analyzeAtAfter({ isSettling, status: 't.status' })}
           from (select id from trace where workspace_id = (select current_workspace()) and project_id = $2
                    and external_id = any($3::text[]) order by id for no key update) k
          where t.workspace_id = (select current_workspace()) and t.id = k.id and t.spans_start_at is not null`,
  values: [settleSeconds, projectId, textArray(traceIds)],
});
