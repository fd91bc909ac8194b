import { detectorSet } from '@debrief/analysis';

/** An analysis as the API document shows it. */
export const analysisExample = {
  trace_id: 'sess_01JZ5YPX2K',
  session_id: 'sess_01JZ5YPX2K',
  labels: ['ignored_ui_warning'],
  critical_step_seq: 7,
  confidence: 0.9,
  root_cause: 'Step 7 (click) went on past the warning "Tuesday is sold out" although the goal was to book Tuesday.',
  incident_ids: ['01979f5e-2c00-7000-8000-000000000021'],
  detections: [
    {
      label: 'ignored_ui_warning',
      detector: 'seed',
      version: '1',
      tier: 'symptom',
      confidence: 0.9,
      severity: 'high',
      summary: 'A warning of the page was followed by a click that did not deal with it.',
      evidence: [
        { kind: 'event', seq: 5 },
        { kind: 'event', seq: 7 },
      ],
      evidence_refs: [5, 7],
      critical_step_seq: 7,
    },
  ],
  candidates: [{ seq: 7, agent: 'booker', score: 0.9 }],
  responsible_agent: 'booker',
  skipped: [{ label: 'token_budget_exceeded', reason: 'missing_fields: input_tokens' }],
  detector_set: detectorSet,
  event_count: 12,
  max_seq: 11,
  truncated: false,
  fallback: false,
  fallback_reason: null,
  created_at: '2026-11-23T10:15:04.000Z',
};
