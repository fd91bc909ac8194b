import type { TraceRow } from '@debrief/ingestion';
import { type JsonValue, parseJson } from '@debrief/kernel';

/** A trace as the native surface and the stream give it (native.md §2, endpoint 1). Its id is the client's. */
export const toTraceResponse = (row: TraceRow) => ({
  id: row.externalId,
  session_id: row.sessionId,
  workspace_id: row.workspaceId,
  project_id: row.projectId,
  surface: row.surface,
  user_goal: row.userGoal,
  agent: row.agent,
  environment: row.environment,
  source: row.source,
  metadata: parseJson(row.metadata) as JsonValue,
  tags: row.tags,
  status: row.status,
  end_status: row.endStatus,
  idle: row.idleAt !== null,
  started_at: row.startedAt.toISOString(),
  ended_at: row.endedAt?.toISOString() ?? null,
  last_event_at: row.lastEventAt?.toISOString() ?? null,
  event_count: row.eventCount,
  error_count: row.errorCount,
  input_tokens: row.inputTokens,
  output_tokens: row.outputTokens,
  cost_usd: row.costUsd,
  labels: row.labels,
  incident_ids: row.incidentIds,
});
export type TraceResponse = ReturnType<typeof toTraceResponse>;
