import type { JsonObject, JsonValue } from '@debrief/kernel';
import type { ContainsConfig } from '../rules/contains';
import type { Folding } from '../rules/exact-match';
import type { Tolerance } from '../rules/numeric-tolerance';
import type { RegexConfig } from '../rules/regex';
import type { TargetPath } from '../targets/target-path';

/** What is compared with: a value of the config, or what the target's item of a data set expects. */
export type Expected = { readonly kind: 'value'; readonly value: JsonValue } | { readonly kind: 'dataset' };

interface OnTarget {
  readonly target: TargetPath;
}

/** A deterministic evaluator, its config read. */
export type EvaluatorRule =
  | (OnTarget & { readonly type: 'exact_match'; readonly expected: Expected; readonly folding: Folding })
  | (OnTarget & { readonly type: 'contains'; readonly config: ContainsConfig })
  | (OnTarget & { readonly type: 'regex'; readonly config: RegexConfig })
  | (OnTarget & { readonly type: 'json_schema'; readonly schema: JsonObject | boolean })
  | (OnTarget & {
      readonly type: 'levenshtein';
      readonly expected: Expected;
      readonly ignoreCase: boolean;
      /** From which similarity the score is true; null: the similarity is the score. */
      readonly threshold: number | null;
    })
  | (OnTarget & { readonly type: 'numeric_tolerance'; readonly expected: Expected; readonly tolerance: Tolerance })
  | { readonly type: 'detector'; readonly labels: readonly string[] };
