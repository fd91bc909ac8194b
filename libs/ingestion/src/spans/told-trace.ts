import type { JsonObject } from '@debrief/kernel';

/** What a trace's client says of the trace itself, as `span_facts` keeps it: spans that come later do not talk over it. */
export interface ToldTrace {
  readonly fields: Partial<
    Record<
      | 'name'
      | 'session'
      | 'user'
      | 'environment'
      | 'release'
      | 'version'
      | 'agent'
      | 'input'
      | 'output'
      | 'status'
      | 'end',
      string
    >
  >;
  readonly metadata: JsonObject;
  readonly tags: readonly string[];
  /** Microseconds since 1970: when it says that it began, and when the first word about it was said. */
  readonly start: number | null;
  readonly firstAt: number;
  readonly end: number | null;
  readonly isFailed: boolean;
  readonly hasOutput: boolean;
  /** Of all that it says, also of what is in no field here: the same again changes nothing. */
  readonly digest: string;
}
