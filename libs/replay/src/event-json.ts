import type { JsonText } from '@debrief/kernel';

/** An event as it lies in the table, with its place in the workspace's ledger. */
export interface StoredEventRow {
  readonly traceId: string;
  readonly seq: number;
  readonly type: string;
  readonly timestamp: string | null;
  readonly idempotencyKey: string;
  readonly spanId: string | null;
  readonly parentId: string | null;
  readonly payload: JsonText;
  readonly metadata: JsonText | null;
  readonly extra: JsonText | null;
  readonly revision: number;
  readonly receivedAt: Date;
}

/** The trace whose events are written: what of it stands in each of them. */
export interface EventHome {
  readonly externalId: string;
  readonly workspaceId: string;
  readonly projectId: string;
}

/**
 * One event as every read and the stream give it. The stored texts are spliced in as they are: parsing them again would cost
 * time and lose long numbers. Fields that the client added to the envelope come first, so that none of them shadows the server's.
 */
export const toEventJson = (row: StoredEventRow, home: EventHome, position: number | null): JsonText => {
  const own =
    `"id":"${row.traceId}:${row.seq}","session_id":${JSON.stringify(home.externalId)},"seq":${row.seq},"type":${JSON.stringify(row.type)},` +
    `"timestamp":${JSON.stringify(row.timestamp)},"idempotency_key":${JSON.stringify(row.idempotencyKey)},` +
    `"span_id":${JSON.stringify(row.spanId)},"parent_id":${JSON.stringify(row.parentId)},` +
    `"payload":${row.payload},"metadata":${row.metadata ?? '{}'}`;
  const server =
    `"workspace_id":"${home.workspaceId}","project_id":"${home.projectId}","trace_id":"${row.traceId}",` +
    `"received_at":"${row.receivedAt.toISOString()}","revision":${row.revision},"stream_position":${position}`;
  return `{${own}${withExtra(row.extra)},${server}}`;
};

/** The members of an object's text, ready to stand between others. A client's own `id` then overrides ours: of equal keys the last wins. */
const withExtra = (extra: JsonText | null): string => (extra === null || extra === '{}' ? '' : `,${extra.slice(1, -1)}`);
