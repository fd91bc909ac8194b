export const eventExample = {
  id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f:6',
  sessionId: 'conv_1',
  traceId: 'sess_1',
  position: 7,
  type: 'tool_call',
  decisionKind: null,
  name: 'book_room',
  agentName: 'booker',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '00f067aa0ba902b7',
  startedAt: '2026-05-04T10:00:01.250Z',
  endedAt: '2026-05-04T10:00:01.570Z',
  durationMs: 320,
  status: 'error',
  error: { type: 'HttpError', message: '409 room taken' },
  data: { toolName: 'book_room', callId: 'c1', arguments: { room: 4 }, success: false, latencyMs: 320 },
  derived: false,
  source: { surface: 'native', type: 'tool_call', seq: 6 },
};

export const paginationExample = { total: 42, limit: 50, offset: 0, nextCursor: null };

export const sessionExample = {
  id: 'conv_1',
  status: 'completed',
  startedAt: '2026-05-04T10:00:00.000Z',
  lastEventAt: '2026-05-04T10:01:01.230Z',
  traceCount: 2,
  eventCount: 42,
  errorCount: 1,
  turnCount: 3,
  inputTokens: 2140,
  outputTokens: 310,
  costUsd: 0.0061,
  agents: ['booker'],
  labels: ['tool_error'],
  incidentIds: [],
};

export const traceExample = {
  id: 'sess_1',
  status: 'completed',
  startedAt: '2026-05-04T10:00:00.000Z',
  endedAt: '2026-05-04T10:01:01.230Z',
  surface: 'native',
};
