import type { JsonObject } from '@debrief/kernel';

/** What the data of an event is read from: a native event's payload, or a span's step, whose payload has the same fields. */
export interface Said {
  /** Of the record: `state_change`, `goal_check`, … */
  readonly recordType: string;
  readonly name: string | null;
  readonly agent: string | null;
  readonly decisionKind: string | null;
  readonly payload: JsonObject;
  readonly metadata: JsonObject;
}
