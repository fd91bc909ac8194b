import { uuidArray, type WorkspaceClient } from '@debrief/infra';
import { type JsonText, type JsonValue, parseJson } from '@debrief/kernel';
import { selectIncidents } from './incident-columns';
import type { IncidentRow } from './incidents.types';

/** An incident as the native surface and the stream give it (native.md §9). */
export const toIncidentResponse = (row: IncidentRow) => ({
  id: row.id,
  workspace_id: row.workspaceId,
  project_id: row.projectId,
  fingerprint: row.fingerprint,
  label: row.label,
  labels: row.labels,
  title: row.title,
  root_cause: row.rootCause,
  severity: row.severity,
  status: row.status,
  owner_id: row.ownerId,
  representative_session_id: row.representativeSessionId,
  session_ids: row.sessionIds,
  session_count: row.sessionCount,
  occurrence_count: row.occurrenceCount,
  critical_step_seq: row.criticalStepSeq,
  confidence: row.confidence,
  pr_url: row.prUrl,
  fix_agent_result: row.fixAgentResult === null ? null : (parseJson(row.fixAgentResult) as JsonValue),
  reopened_count: row.reopenedCount,
  first_seen_at: row.firstSeenAt.toISOString(),
  last_seen_at: row.lastSeenAt.toISOString(),
  verified_at: row.verifiedAt?.toISOString() ?? null,
  created_at: row.createdAt.toISOString(),
  updated_at: row.updatedAt.toISOString(),
});
export type IncidentResponse = ReturnType<typeof toIncidentResponse>;

/** Reads incidents for the stream, by id. */
export const readIncidentRecords = async (
  client: WorkspaceClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JsonText>> => {
  const { rows } = await client.query<IncidentRow>({
    text: `${selectIncidents} where i.workspace_id = (select current_workspace()) and i.id = any($1::uuid[])`,
    values: [uuidArray(ids)],
  });
  return new Map(rows.map((row) => [row.id, JSON.stringify(toIncidentResponse(row))]));
};
