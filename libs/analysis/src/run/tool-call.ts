import type { JsonValue } from '@debrief/kernel';
import type { RunEvent } from './run';

/** A tool call with the result that answered it. */
export interface ToolCall {
  readonly call: RunEvent;
  /** Position of the call among the events. */
  readonly index: number;
  readonly name: string | null;
  /** As sent: an object, or whatever the agent sent in its place. */
  readonly args: JsonValue;
  readonly result: RunEvent | null;
  readonly resultIndex: number | null;
  /** What the result, or an imported call itself, says went wrong. */
  readonly error: string | null;
  /** `error`, or what the answer says otherwise about a failure (`failureText`). Null: it did not fail, or nothing answered it. */
  readonly failure: string | null;
}
