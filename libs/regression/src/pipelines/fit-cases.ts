import { invalid } from '@debrief/kernel';

/** By what a run is the same as another one before a change. */
export interface RunSubject {
  /** External id. */
  readonly externalId: string;
  readonly goal: string | null;
  /** Cases of data sets that it has to do with. */
  readonly datasetItems: readonly string[];
}

export interface LinkedRun extends RunSubject {
  /** External id of the case that was named for it; null: none was. */
  readonly caseTraceId: string | null;
}

/**
 * The cases whose *after* a run could be (platform.md B5): those with its data set's item, else those with its goal.
 * @returns external ids
 */
export const findFittingCases = (run: RunSubject, cases: readonly RunSubject[]): string[] => {
  const ofItem = cases.filter(({ datasetItems }) => datasetItems.some((item) => run.datasetItems.includes(item)));
  const ofGoal = run.goal === null ? [] : cases.filter(({ goal }) => goal === run.goal);
  return (ofItem.length > 0 ? ofItem : ofGoal).map(({ externalId }) => externalId);
};

/**
 * The case of a run that is linked now; null where none fits: it is no candidate yet.
 * @throws DomainError INVALID for a case that is none, and where several fit: nothing is guessed
 */
export const decideCase = (run: LinkedRun, cases: readonly RunSubject[]): string | null => {
  const { caseTraceId } = run;
  if (caseTraceId !== null) {
    if (!cases.some(({ externalId }) => externalId === caseTraceId))
      throw invalid('caseTraceId', 'is not a case of the regression run');
    return caseTraceId;
  }
  const [fitting, another] = findFittingCases(run, cases);
  if (another !== undefined) throw invalid('caseTraceId', `is required: several cases fit trace ${run.externalId}`);
  return fitting ?? null;
};
