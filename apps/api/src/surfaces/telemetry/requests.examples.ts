import { successExample } from './success';

export const requestExample = {
  id: '0192a0f4-3b5e-7c1d-9a55-6f0d2f0b8f11',
  traceId: 'trace-001',
  direction: 'outbound',
  method: 'POST',
  host: 'payments.stripe.com',
  path: '/v1/charges',
  pathTruncated: false,
  statusCode: 200,
  statusGroup: '2xx',
  failed: false,
  durationMs: 320,
  isSlow: false,
  requestSize: 256,
  responseSize: 1024,
  userId: 'usr_99',
  errorFingerprint: null,
  timestamp: '2026-03-31T12:00:00.000Z',
  occurredAt: '2026-03-31T12:00:00.000Z',
  clockSkew: false,
  receivedAt: '2026-03-31T12:00:02.000Z',
};

const traceExample = {
  id: 'trace-001',
  projectId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  status: 'completed',
  incidentIds: ['0192a0f4-3b5e-7c1d-9a55-6f0d2f0b8f12'],
};

export const listExample = successExample({
  items: [requestExample],
  pagination: { page: 1, perPage: 50, total: 1, nextCursor: null },
});

export const oneExample = successExample({ ...requestExample, trace: traceExample });

export const ofTraceExample = successExample({ items: [requestExample], trace: traceExample, nextCursor: null });

export const totalsExample = successExample({
  totalRequests: 1200,
  inboundCount: 900,
  outboundCount: 300,
  failedCount: 18,
  slowCount: 30,
  errorRate: 1.5,
  slowRate: 2.5,
  p50: 42,
  p95: 310,
  p99: 1240,
  avgDurationMs: 71.4,
  maxDurationMs: 4100,
  byStatusGroup: { none: 2, '1xx': 0, '2xx': 1150, '3xx': 30, '4xx': 10, '5xx': 8 },
  requestBytes: 512_000,
  responseBytes: 9_120_000,
  from: '2026-03-30T12:00:00.000Z',
  to: '2026-03-31T12:00:00.000Z',
});

export const seriesExample = successExample({
  buckets: [{ start: '2026-03-31T11:00:00.000Z', total: 50, failed: 1, slow: 2, p50: 42, p95: 310 }],
});

const figures = {
  totalRequests: 120,
  failedRequests: 9,
  failureRate: 7.5,
  avgDurationMs: 260.1,
  p95: 900,
  lastFailureAt: '2026-03-31T11:58:00.000Z',
};

export const hostsExample = successExample({ hosts: [{ host: 'payments.stripe.com', ...figures }] });

export const pathsExample = successExample({
  paths: [{ method: 'POST', host: 'payments.stripe.com', path: '/v1/charges/{id}', ...figures }],
});
