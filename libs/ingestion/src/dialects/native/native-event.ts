import type { JsonObject, JsonValue } from '@debrief/kernel';

/** The 16 types of the native dialect (contract: native surface, section 3). */
export const nativeEventTypes = [
  'user_message',
  'agent_message',
  'tool_call',
  'tool_result',
  'retrieval',
  'browser_action',
  'dom_snapshot',
  'screenshot',
  'replay_artifact',
  'goal_check',
  'state_change',
  'session_end',
  'llm_call',
  'score',
  'error',
  'metric',
] as const;
export type NativeEventType = (typeof nativeEventTypes)[number];

/** An envelope that passed `checkEvent`. Null means absent in the optional fields; further fields are kept as `extra`. */
export interface NativeEvent extends JsonObject {
  type: NativeEventType;
  session_id: string;
  timestamp: string;
  seq: number;
  idempotency_key: string;
  payload: JsonObject;
}

/** The optional envelope fields, with null for absent. */
export interface EnvelopeOptions {
  readonly metadata: JsonObject | null;
  readonly spanId: string | null;
  readonly parentId: string | null;
}

/** Reads them from a checked event, whose types are thus known. */
export const envelopeOptions = (event: NativeEvent): EnvelopeOptions => ({
  metadata: (event['metadata'] ?? null) as JsonObject | null,
  spanId: (event['span_id'] ?? null) as string | null,
  parentId: (event['parent_id'] ?? null) as string | null,
});

/** What a client may send in the envelope but never decides: dropped, and no part of an event's content. */
const serverFields = ['workspace_id', 'project_id', 'trace_id', 'received_at', 'stream_position'] as const;
const knownFields = [
  'type',
  'session_id',
  'timestamp',
  'seq',
  'idempotency_key',
  'payload',
  'metadata',
  'span_id',
  'parent_id',
] as const;

const contentless: ReadonlySet<string> = new Set(['session_id', ...serverFields]);
const optional: ReadonlySet<string> = new Set(['metadata', 'span_id', 'parent_id']);
const notExtra: ReadonlySet<string> = new Set([...knownFields, ...serverFields]);

/** Whether an envelope field counts when two events are compared: not the trace's id, not the server's, not an absent one. */
export const isContentField = (field: string, value: JsonValue | undefined): boolean =>
  !contentless.has(field) && !(value === null && optional.has(field));

/** Whether an envelope field is none of the dialect's own and is kept beside them. */
export const isExtraField = (field: string): boolean => !notExtra.has(field);
