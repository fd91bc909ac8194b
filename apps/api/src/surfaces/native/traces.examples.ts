/** A trace as the API document shows it. */
export const traceExample = {
  id: 'sess_01JZ5YPX2K',
  session_id: 'sess_01JZ5YPX2K',
  workspace_id: '01979f5e-2c00-7000-8000-000000000001',
  project_id: '01979f5e-2c00-7000-8000-000000000002',
  surface: 'native',
  user_goal: 'Book Tuesday',
  agent: 'booker',
  environment: 'prod',
  source: null,
  metadata: {},
  tags: ['checkout'],
  status: 'running',
  end_status: null,
  idle: false,
  started_at: '2026-11-23T10:15:00.000Z',
  ended_at: null,
  last_event_at: '2026-11-23T10:15:02.113Z',
  event_count: 1,
  error_count: 0,
  input_tokens: 0,
  output_tokens: 0,
  cost_usd: null,
  labels: [],
  incident_ids: [],
};

/** An event as a client sends it. */
export const sentEventExample = {
  type: 'tool_call',
  session_id: 'sess_01JZ5YPX2K',
  timestamp: '2026-11-23T10:15:02.001Z',
  seq: 0,
  idempotency_key: 'sess_01JZ5YPX2K:6f1c:0',
  payload: { tool_name: 'find_slots', arguments: { day: 'Tuesday' }, call_id: 'call_1' },
};

/** The same event as it is read back. */
export const eventExample = {
  id: '01979f5e-2c00-7000-8000-000000000004:0',
  ...sentEventExample,
  span_id: null,
  parent_id: null,
  metadata: {},
  workspace_id: traceExample.workspace_id,
  project_id: traceExample.project_id,
  trace_id: 'sess_01JZ5YPX2K',
  received_at: '2026-11-23T10:15:02.113Z',
  revision: 0,
  stream_position: 10_077,
};

export const appendExample = {
  accepted: 1,
  rejected: [{ index: 1, idempotency_key: 'trace_curl_1:dev:1', reason: 'seq must be monotonic for this session' }],
};

export const cassetteExample = {
  cassette: [
    {
      seq: 0,
      result_seq: 1,
      call_id: 'call_1',
      tool_name: 'find_slots',
      arguments: { day: 'Tuesday' },
      result: ['10:00'],
      error: null,
    },
  ],
};

/** Requests of HTTP telemetry that belong to the run. */
export const httpExample = { count: 12, failed: 1, slow: 0 };
