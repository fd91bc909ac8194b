import { analysisExample } from './analysis.examples';
import { auditLogExample } from './audit-log.dto';
import { connectedRepoExample } from './connected-repo.dto';
import { eventExample } from './traces.examples';

/** An incident as the API document shows it. */
export const incidentExample = {
  id: '01979f5e-2c00-7000-8000-000000000021',
  workspace_id: '01979f5e-2c00-7000-8000-000000000001',
  project_id: '01979f5e-2c00-7000-8000-000000000002',
  fingerprint: '9b1f0c52d8e47a63',
  label: 'ignored_ui_warning',
  labels: ['ignored_ui_warning'],
  title: 'Ignored ui warning: click of booker',
  root_cause: analysisExample.root_cause,
  severity: 'high',
  status: 'new',
  owner_id: null,
  representative_session_id: 'sess_01JZ5YPX2K',
  session_ids: ['sess_01JZ5YPX2K'],
  session_count: 1,
  occurrence_count: 1,
  critical_step_seq: 7,
  confidence: 0.9,
  pr_url: null,
  fix_agent_result: null,
  reopened_count: 0,
  first_seen_at: '2026-11-23T10:15:04.000Z',
  last_seen_at: '2026-11-23T10:15:04.000Z',
  verified_at: null,
  created_at: '2026-11-23T10:15:05.000Z',
  updated_at: '2026-11-23T10:15:05.000Z',
};

const failingCommit = {
  commit_sha: 'b1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
  first_seen_at: incidentExample.first_seen_at,
  last_seen_at: incidentExample.last_seen_at,
  failing_session_count: 1,
};
const goodCommit = {
  commit_sha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
  first_seen_at: '2026-11-20T08:00:00.000Z',
  last_seen_at: '2026-11-22T17:30:00.000Z',
  session_count: 41,
};

export const incidentHistoryExample = {
  incident: incidentExample,
  commits: {
    failing: [failingCommit],
    first_failing: failingCommit,
    last_good_before: goodCommit,
    last_good: goodCommit,
  },
  history: auditLogExample.entries.map((entry) => ({
    ...entry,
    action: 'incident.update',
    target: { type: 'incident', id: incidentExample.id },
    details: { before: { status: 'new' }, after: { status: 'triaged' } },
  })),
};

const { stream_position: _position, ...storedEvent } = eventExample;

export const incidentContextExample = {
  context: {
    incident: incidentExample,
    labels: incidentExample.labels,
    evidence: analysisExample.detections,
    user_goal: 'Book Tuesday',
    root_cause: incidentExample.root_cause,
    events: [storedEvent],
    allowed_paths: ['agents/'],
    replay: {
      artifact_id: 'art_01JZ5YQ5W8',
      signed_url: 'https://storage.example.com/object/sign/artifacts/…',
      expires_in: 300,
      event_time_map: { '7': 1_200 },
    },
    regression_case: null,
    connected_repo: connectedRepoExample.connected_repo,
    redaction_summary: { 'value:email': 1 },
  },
};
