import type { JsonObject, JsonValue } from '@debrief/kernel';
import type { EvaluatorType } from './evaluator-types';

export const scoreDataTypes = ['NUMERIC', 'BOOLEAN', 'CATEGORICAL'] as const;
export type ScoreDataType = (typeof scoreDataTypes)[number];

/** What decides a score: a change of it is a new version of its evaluator. */
export interface Definition {
  readonly type: EvaluatorType;
  readonly scoreName: string;
  /** As it was sent. */
  readonly config: JsonObject;
  /** Of llm_judge. */
  readonly promptTemplate: string | null;
  /** Of llm_judge, as it was sent: names, or where the value of each name lies. */
  readonly variables: JsonValue;
  readonly scoreDataType: ScoreDataType;
  readonly scoreCategories: readonly string[] | null;
  /** A numeric score under it, or false, is a detection. */
  readonly failBelow: number | null;
}

/** A definition as a request gives it, or as it stands after a change. Absent and null are the same. */
export interface DefinitionInput {
  readonly type?: string | null;
  readonly scoreName?: string | null;
  readonly config?: JsonObject | null;
  readonly promptTemplate?: string | null;
  readonly variables?: JsonValue;
  readonly scoreDataType?: string | null;
  readonly scoreCategories?: JsonValue | readonly string[];
  readonly failBelow?: number | null;
}
