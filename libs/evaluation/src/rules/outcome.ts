import type { JsonObject } from '@debrief/kernel';

/** What an evaluator found. */
export interface Outcome {
  readonly dataType: 'NUMERIC' | 'BOOLEAN' | 'CATEGORICAL';
  /** Of a boolean 0 or 1; null: it is categorical. */
  readonly value: number | null;
  readonly stringValue: string | null;
  readonly reasoning: string | null;
  readonly metadata: JsonObject;
}

/** A finding that is true or false. */
export const truth = (isTrue: boolean, metadata: JsonObject = {}): Outcome => ({
  dataType: 'BOOLEAN',
  value: isTrue ? 1 : 0,
  stringValue: isTrue ? 'True' : 'False',
  reasoning: null,
  metadata,
});

/** A finding that is a number. */
export const measure = (value: number, metadata: JsonObject = {}): Outcome => ({
  dataType: 'NUMERIC',
  value,
  stringValue: null,
  reasoning: null,
  metadata,
});
