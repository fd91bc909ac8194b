import { toStepContext } from '../../../libs/analysis/src/critical-step/step-context';
import { featuresOf } from '../../../libs/analysis/src/critical-step/step-features';
import type { RunShape } from '../../../libs/analysis/src/critical-step/run-shape';
import type { JudgedRun } from './judged-run';
import { stepOf } from './to-native-events';

/** What a weight is fitted on: the features of a run's steps, and which of them people marked. */
export interface TrainingRun {
  readonly shape: RunShape;
  readonly group: string;
  readonly features: readonly (readonly number[])[];
  /** Index of the marked step. */
  readonly critical: number;
}

/** Null for a run without a marked step, or whose marked step is none that the ranking considers. */
export const toTrainingRun = ({ labelled, run, verdict }: JudgedRun): TrainingRun | null => {
  if (labelled.critical_step === null) return null;
  const context = toStepContext(run, verdict.detections);
  const critical = context.steps.findIndex(({ seq }) => stepOf(seq) === labelled.critical_step);
  if (critical < 0) return null;
  return { shape: context.shape, group: labelled.group, features: featuresOf(context), critical };
};
