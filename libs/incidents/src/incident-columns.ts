const columns = {
  id: 'id',
  workspaceId: 'workspace_id',
  projectId: 'project_id',
  fingerprint: 'fingerprint',
  label: 'label',
  labels: 'labels',
  title: 'title',
  rootCause: 'root_cause',
  severity: 'severity',
  isSeveritySet: 'is_severity_set',
  status: 'status',
  ownerId: 'owner_id',
  sessionCount: 'session_count',
  occurrenceCount: 'occurrence_count',
  criticalStepSeq: 'critical_step_seq',
  confidence: 'confidence',
  prUrl: 'pr_url',
  fixAgentResult: 'fix_agent_result',
  reopenedCount: 'reopened_count',
  firstSeenAt: 'first_seen_at',
  lastSeenAt: 'last_seen_at',
  verifiedAt: 'verified_at',
  mergedInto: 'merged_into',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const;

const list = Object.entries(columns)
  .map(([name, column]) => `i.${column} as "${name}"`)
  .join(', ');

/**
 * Reads `IncidentRow`s of `incident i`; a `where` follows. As text, because the stream reads the same rows on a bare connection.
 * Ids are UUIDv7, so the order of `trace_id` is the order in which the runs were made.
 */
export const selectIncidents = `
  select ${list}, first.trace_id as "representativeTraceId", first.external_id as "representativeSessionId",
         array(select t.external_id
                 from (select distinct m.trace_id from incident_trace m
                        where m.workspace_id = i.workspace_id and m.incident_id = i.id
                        order by m.trace_id desc limit 100) newest
                 join trace t on t.workspace_id = i.workspace_id and t.id = newest.trace_id
                order by newest.trace_id desc) as "sessionIds"
    from incident i
    join project p on p.workspace_id = i.workspace_id and p.id = i.project_id and p.deleted_at is null
    left join lateral (select m.trace_id, t.external_id
                         from incident_trace m
                         join trace t on t.workspace_id = m.workspace_id and t.id = m.trace_id
                        where m.workspace_id = i.workspace_id and m.incident_id = i.id
                        order by m.trace_id limit 1) first on true`;
