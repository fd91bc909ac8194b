import type { JsonObject } from '@debrief/kernel';

/** An item of a batch of HTTP telemetry, as a client sends it. */
export const sentRequest = (changes: JsonObject = {}): JsonObject => ({
  traceId: 'trace-001',
  direction: 'outbound',
  method: 'POST',
  host: 'payments.stripe.com',
  path: '/v1/charges',
  statusCode: 200,
  durationMs: 320,
  requestSize: 256,
  responseSize: 1024,
  userId: 'usr_99',
  timestamp: '2026-03-31T12:00:00.000Z',
  ...changes,
});

export const sentBatch = (projectId: string, ...requests: readonly JsonObject[]): JsonObject => ({
  projectId,
  requests: [...requests],
});
