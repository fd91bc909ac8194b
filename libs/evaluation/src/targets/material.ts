import type { JsonValue } from '@debrief/kernel';
import type { DetectorFindings } from '../rules/detectors-silent';

/** What evaluators look at: what was recorded of one target, as whole JSON values. Undefined: nothing was. */
export interface Material {
  readonly input: JsonValue | undefined;
  readonly output: JsonValue | undefined;
  readonly metadata: JsonValue | undefined;
  /** Of the target's item of a data set. */
  readonly expectedOutput: JsonValue | undefined;
  /** What was retrieved for it, in order. */
  readonly context: JsonValue | undefined;
  /** Steps of the target in its run; null: it is the run. */
  readonly seqs: ReadonlySet<number> | null;
  /** @throws EvaluationFailure where the run was not analysed */
  findings(): DetectorFindings;
}
