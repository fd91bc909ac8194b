import type { Observation } from '@debrief/replay';
import { passesFilter } from '../definition/target-filter';
import type { Evaluator } from '../evaluators/evaluator.types';
import { isSampled } from '../rules/is-sampled';
import type { EvaluationTarget } from './evaluator-job.types';

/** A settled run as evaluators choose by it. */
export interface SettledRun {
  readonly externalId: string;
  readonly name: string | null;
  readonly models: readonly string[];
  readonly tags: readonly string[];
  readonly environment: string;
  /** Only where an evaluator looks at observations. */
  readonly observations: readonly Observation[];
}

/** Observations of one run that one evaluator looks at by itself, the first ones. */
export const maxObservations = 200;

/** What of a run an evaluator looks at by itself: the run, or observations in it, or nothing. */
export const chooseTargets = (evaluator: Evaluator, run: SettledRun): EvaluationTarget[] => {
  const { id, targetFilter, samplingRate } = evaluator;
  if (!isSampled(id, run.externalId, samplingRate)) return [];
  const { tags, environment } = run;
  if (targetFilter.observationTypes.length === 0)
    return passesFilter(targetFilter, run) ? [targetOf(run.externalId, null)] : [];
  return run.observations
    .filter(({ type }) => targetFilter.observationTypes.includes(type))
    .filter(({ name, model }) =>
      passesFilter(targetFilter, { name, models: model === null ? [] : [model], tags, environment }),
    )
    .slice(0, maxObservations)
    .map(({ spanId }) => targetOf(run.externalId, spanId));
};

/**
 * What of a run an evaluator looks at that is to look at it: neither is it sampled, nor matters what the run itself is called or where it
 * ran. None: it has nothing of the kind.
 */
export const chooseNamedTargets = (evaluator: Evaluator, run: SettledRun): EvaluationTarget[] => {
  const { targetFilter } = evaluator;
  const ofRun = {
    tags: [],
    environments: [],
    ...(targetFilter.observationTypes.length === 0 && { names: [], models: [] }),
  };
  return chooseTargets({ ...evaluator, samplingRate: 1, targetFilter: { ...targetFilter, ...ofRun } }, run);
};

const targetOf = (traceId: string, observationId: string | null): EvaluationTarget => ({
  traceId,
  observationId,
  datasetRunId: null,
});
