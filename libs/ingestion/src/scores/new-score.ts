import type { JsonText } from '@debrief/kernel';

/** A score that a run itself tells (an evaluation in a trace, otel.md B3; a native score event), to store. Texts are masked and fit for a column. */
export interface NewScore {
  /** 32 hex digits, of what it says: the same result is the same score, whatever carries it. */
  readonly externalId: string;
  /** External id of its run. */
  readonly traceId: string;
  /** The span that was evaluated; null: the run as a whole. */
  readonly observationId: string | null;
  readonly name: string;
  /** Of a boolean 0 or 1. */
  readonly value: number | null;
  readonly stringValue: string | null;
  readonly dataType: 'NUMERIC' | 'CATEGORICAL' | 'BOOLEAN';
  /** What evaluations found is EVAL; what an agent says of itself is API. */
  readonly source: 'EVAL' | 'API';
  readonly comment: string | null;
  readonly metadata: JsonText | null;
  /** Microseconds since 1970. */
  readonly scoredAt: number;
}
