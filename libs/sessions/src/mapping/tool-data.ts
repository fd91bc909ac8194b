import type { JsonObject, JsonValue } from '@debrief/kernel';
import type { EventFailure, SessionEventData } from '../session-event';
import { textOf, valueOf, without } from './read-value';
import type { Said } from './said';

/** How a call went, and how long it took; success null: nothing answered it yet. */
export interface CallOutcome {
  readonly success: boolean | null;
  readonly latencyMs: number | null;
}

/** What was asked of a tool. An action in a browser and a retrieval are calls, too. */
export const toolCallData = (said: Said, { success, latencyMs }: CallOutcome): SessionEventData['tool_call'] => ({
  toolName: toolNameOf(said),
  callId: textOf(said.payload['call_id']),
  arguments: argumentsOf(said),
  success,
  latencyMs,
});

export const toolNameOf = ({ recordType, name, payload }: Said): string | null => {
  if (recordType === 'retrieval') return 'retrieval';
  if (recordType === 'browser_action') return `browser.${textOf(payload['action']) ?? 'action'}`;
  return textOf(payload['tool_name']) ?? name;
};

const notAsked: Readonly<Record<string, ReadonlySet<string>>> = {
  retrieval: new Set(['documents', 'error', 'duration_ms']),
  browser_action: new Set(['action', 'error', 'duration_ms']),
};

const argumentsOf = ({ recordType, payload }: Said): JsonValue => {
  const beside = notAsked[recordType];
  return beside === undefined ? valueOf(payload['arguments']) : without(payload, beside);
};

/** What came back of a tool. */
export const toolResultData = (
  payload: JsonObject,
  about: { readonly toolName: string | null; readonly callId: string | null; readonly callEventId: string | null },
  failure: EventFailure | null,
  success: boolean,
): SessionEventData['tool_result'] => ({
  ...about,
  result: valueOf(payload['result'] ?? payload['documents']),
  success,
  error: failure,
});
