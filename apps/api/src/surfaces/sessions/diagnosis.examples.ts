const traceId = 'sess_1';
const eventId = '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f:6';

/** Metrics of a session as the API document shows them. */
export const metricsExample = {
  totalLatencyMs: 8420,
  wallClockMs: 61230,
  turns: [
    {
      turn: 1,
      traceId,
      startedAt: '2026-05-04T10:00:00.000Z',
      endedAt: '2026-05-04T10:00:08.420Z',
      latencyMs: 8420,
      llmMs: 5100,
      toolMs: 2900,
      guardrailMs: 60,
      otherMs: 360,
      llmCalls: 3,
      toolCalls: 2,
      complete: true,
    },
  ],
  llmCalls: [
    {
      id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f:1',
      traceId,
      turn: 1,
      model: 'gpt-5',
      inputTokens: 812,
      outputTokens: 96,
      totalTokens: 908,
      latencyMs: 1700,
      costUsd: 0.0023,
    },
  ],
  tokens: { input: 2140, output: 310, total: 2450, embedding: 0, unreportedCalls: 0 },
  costUsd: 0.0061,
  toolCallCount: 2,
  toolSuccessCount: 1,
  toolFailureCount: 1,
  toolPendingCount: 0,
  toolSuccessRate: 0.5,
  guardrailEvalCount: 4,
  guardrailBlockCount: 1,
  guardrailBlockRate: 0.25,
  errorCount: 1,
  eventCounts: { llm_call: 3, tool_call: 2 },
};

/** An analysis of a session as the API document shows it. */
export const analysisExample = {
  rules: '2026-11',
  eventCount: 42,
  summary: { slowSpans: 1, errorPatterns: 1, decisionAnomalies: 0, suggestions: 1 },
  slowSpans: [
    {
      rule: 'slow_absolute',
      severity: 'warning',
      eventId,
      traceId,
      spanId: 'b7ad6b7169203331',
      type: 'tool_call',
      name: 'book_room',
      durationMs: 12400,
      thresholdMs: 10000,
      baselineMs: null,
    },
  ],
  errorPatterns: [
    {
      rule: 'repeated_error',
      severity: 'warning',
      type: 'tool_call',
      name: 'book_room',
      message: 'N room taken',
      count: 2,
      rate: 0.6667,
      eventIds: [eventId, '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f:9'],
    },
  ],
  decisionAnomalies: [],
  suggestions: [
    {
      code: 'add_timeout',
      priority: 2,
      message: 'book_room took 12.4 s: give it a timeout below 10 s.',
      basedOn: ['slowSpans[0]'],
    },
  ],
  detections: [
    {
      traceId,
      label: 'tool_error',
      detector: 'seed',
      version: '1',
      tier: 'symptom',
      confidence: 0.9,
      severity: 'high',
      evidenceRefs: [6, 7],
      criticalStepSeq: 6,
      summary: 'A tool call failed.',
      evidence: [
        { kind: 'event', seq: 6 },
        { kind: 'event', seq: 7 },
      ],
    },
  ],
  incidentIds: ['01979f5e-2c00-7000-8000-000000000021'],
  thresholds: { 'slow_absolute.llm_call_ms': 15000, 'slow_absolute.tool_call_ms': 10000 },
};
