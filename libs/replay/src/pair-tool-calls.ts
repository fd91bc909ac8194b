import type { JsonObject, JsonValue } from '@debrief/kernel';

export interface ToolEvent {
  readonly seq: number;
  readonly type: string;
  readonly payload: JsonObject;
}

/** One recorded exchange with a tool. `resultSeq` is null for a call that never got an answer. */
export interface CassetteEntry {
  readonly seq: number;
  readonly resultSeq: number | null;
  readonly callId: string | null;
  readonly toolName: string | null;
  readonly arguments: JsonValue;
  readonly result: JsonValue;
  readonly error: JsonValue;
}

/**
 * Pairs tool calls with their results, in the order of the calls. A result goes to the open call of its `call_id`; one without
 * an id, to the oldest open call without one. A result that fits no call is no exchange and is left out.
 * @param events tool_call and tool_result events in seq order
 */
export const pairToolCalls = (events: readonly ToolEvent[]): CassetteEntry[] => {
  const entries: CassetteEntry[] = [];
  const open: number[] = [];
  for (const { seq, type, payload } of events) {
    const callId = text(payload['call_id']);
    if (type === 'tool_call') {
      open.push(entries.length);
      const given = payload['arguments'];
      entries.push({
        seq,
        resultSeq: null,
        callId,
        toolName: text(payload['tool_name']),
        arguments: given ?? {},
        result: null,
        error: null,
      });
    } else if (type === 'tool_result') {
      const place = open.findIndex((index) => entries[index]?.callId === callId);
      const [index] = place === -1 ? [] : open.splice(place, 1);
      const call = index === undefined ? undefined : entries[index];
      if (call && index !== undefined) {
        entries[index] = {
          ...call,
          resultSeq: seq,
          result: payload['result'] ?? null,
          error: payload['error'] ?? null,
        };
      }
    }
  }
  return entries;
};

const text = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null);
