import type { NewEvent } from '@debrief/ingestion';

/** An event as a dialect hands it to the append path. */
export const newEvent = (seq: number, changes: Partial<NewEvent> = {}): NewEvent => ({
  seq,
  idempotencyKey: `k${seq}`,
  type: 'metric',
  timestamp: null,
  startedAt: null,
  spanId: null,
  parentId: null,
  name: null,
  agent: null,
  level: 'default',
  durationMs: null,
  model: null,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
  contentHash: Buffer.alloc(16, seq % 256),
  payload: `{"value":${seq}}`,
  metadata: null,
  extra: null,
  end: null,
  ...changes,
});
