import { isJsonObject, type JsonText, parseJson } from '@debrief/kernel';

/** An event as it lies in the table. */
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
 * One event as every read and the stream give it. The stored texts are spliced in as they are: parsing them again would cost time
 * and lose nothing but long numbers. Envelope fields that only the client knows stand beside the server's; an `id` of its own
 * takes the place of ours.
 */
export const toEventJson = (row: StoredEventRow, home: EventHome, position: number | null): JsonText => {
  const id = hasOwnId(row.extra) ? '' : `"id":"${row.traceId}:${row.seq}",`;
  const extra = row.extra === null || row.extra === '{}' ? '' : `${row.extra.slice(1, -1)},`;
  return (
    `{${id}${extra}"session_id":${JSON.stringify(home.externalId)},"seq":${row.seq},"type":${JSON.stringify(row.type)},` +
    `"timestamp":${JSON.stringify(row.timestamp)},"idempotency_key":${JSON.stringify(row.idempotencyKey)},` +
    `"span_id":${JSON.stringify(row.spanId)},"parent_id":${JSON.stringify(row.parentId)},` +
    `"payload":${row.payload},"metadata":${row.metadata ?? '{}'},` +
    `"workspace_id":"${home.workspaceId}","project_id":"${home.projectId}","trace_id":${JSON.stringify(home.externalId)},` +
    `"received_at":"${row.receivedAt.toISOString()}","revision":${row.revision},"stream_position":${position}}`
  );
};

const hasOwnId = (extra: JsonText | null): boolean => {
  if (!extra?.includes('"id"')) return false;
  const fields = parseJson(extra);
  return isJsonObject(fields) && Object.hasOwn(fields, 'id');
};
