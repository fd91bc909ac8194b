import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { EventRefusal } from '../../new-event';
import { checkLlmCall } from './check-llm-call';
import { measureJson } from './measure-json';
import { isExtraField, nativeEventTypes, type NativeEvent } from './native-event';

export type CheckedEvent = { readonly ok: true; readonly event: NativeEvent } | EventRefusal;

const types: ReadonlySet<unknown> = new Set(nativeEventTypes);
const deeper = 'must not be nested deeper than 64 levels';
const larger = 'must not be larger than 1 MiB';

/**
 * Checks one item of an append body against the envelope table (native surface, section 3). Payload fields are free, except in
 * `llm_call`. Never throws, whatever JSON it is given; the first problem wins. Written by hand because it runs for every event.
 */
export function checkEvent(item: JsonValue): CheckedEvent {
  if (!isJsonObject(item)) return refuse('INVALID', 'event: must be an object', null);
  const problem = findProblem(item);
  if (problem !== null) return refuse('INVALID', problem, item);
  const excess = findExcess(item);
  return excess ?? { ok: true, event: item as NativeEvent };
}

function findProblem(item: JsonObject): string | null {
  const { type, session_id, timestamp, seq, idempotency_key, payload } = item;
  if (!types.has(type)) return type == null ? 'type: is required' : 'type: is not a known event type';
  if (!isText(session_id, 1, Infinity)) return `session_id: ${textProblem(session_id, 'a non-empty string')}`;
  if (!isText(timestamp, 0, 64)) return `timestamp: ${textProblem(timestamp, 'a string of at most 64 characters')}`;
  if (!Number.isSafeInteger(seq) || (seq as number) < 0) {
    return `seq: ${textProblem(seq, 'an integer from 0 to 9007199254740991')}`;
  }
  if (!isText(idempotency_key, 1, 256)) {
    return `idempotency_key: ${textProblem(idempotency_key, 'a string of 1 to 256 characters')}`;
  }
  if (!isJsonObject(payload)) return `payload: ${textProblem(payload, 'an object')}`;
  return findOptionalProblem(item) ?? (type === 'llm_call' ? checkLlmCall(payload) : null);
}

function findOptionalProblem({ metadata, span_id, parent_id }: JsonObject): string | null {
  if (metadata != null && !isJsonObject(metadata)) return 'metadata: must be an object';
  if (span_id != null && !isText(span_id, 1, 256)) return 'span_id: must be a string of 1 to 256 characters';
  if (parent_id != null && !isText(parent_id, 0, 256)) return 'parent_id: must be a string of at most 256 characters';
  return null;
}

/** The bounds hold for each open field alone: the payload, the metadata, and every further envelope field. */
function findExcess(item: JsonObject): EventRefusal | null {
  for (const field of Object.keys(item)) {
    if (field !== 'payload' && field !== 'metadata' && !isExtraField(field)) continue;
    const measure = measureJson(item[field] as JsonValue);
    if (measure === 'too_deep') return refuse('INVALID', `${shown(field)}: ${deeper}`, item);
    if (measure === 'too_large') return refuse('TOO_LARGE', `${shown(field)}: ${larger}`, item);
  }
  return null;
}

function refuse(code: EventRefusal['code'], reason: string, item: JsonObject | null): EventRefusal {
  const key = item?.['idempotency_key'];
  return { ok: false, code, reason, idempotencyKey: typeof key === 'string' ? key : null };
}

const textProblem = (value: JsonValue | undefined, wanted: string): string =>
  value == null ? 'is required' : `must be ${wanted}`;

/** A further field's name comes from the client and may be of any length. */
const shown = (field: string): string => (field.length > 64 ? `${field.slice(0, 64)}…` : field);

/** Characters are code points; the string is only walked where its UTF-16 length leaves the answer open. */
function isText(value: JsonValue | undefined, min: number, max: number): value is string {
  if (typeof value !== 'string' || value.length < min) return false;
  return value.length <= max || (value.length <= 2 * max && [...value].length <= max);
}
