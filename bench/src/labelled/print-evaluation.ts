import type { Evaluation, SetEvaluation } from './evaluate';
import { showShare } from './wilson';

/** Prints an evaluation for people: shares with 95 % Wilson intervals. */
export const printEvaluation = (evaluation: Evaluation): void => {
  console.log('\nCritical step (V1–V4): the labelled step against the first candidate, and among the first three');
  console.table(
    table(
      [...evaluation.sets, evaluation.overall].filter(({ steps }) => steps.exact.of > 0),
      stepRow,
    ),
  );
  console.log('\nFalse alarms (V5: defects on successful runs) and injected instructions (V6)');
  console.table(table([...evaluation.sets, evaluation.overall], alarmRow));
  const withLabels = [...evaluation.sets, evaluation.overall].filter(({ labels }) => labels.length > 0);
  for (const set of withLabels) printLabels(set);
  console.log('\nSkipped detectors');
  console.table(evaluation.skipped);
  const { microsecondsPerEvent, refusedEvents } = evaluation;
  console.log(`\n${microsecondsPerEvent.toFixed(1)} µs an event; ${refusedEvents} events were refused by the decoder`);
  for (const goal of evaluation.missedGoals) console.log(`goal missed: ${goal}`);
  for (const failure of evaluation.failures) console.log(`FAILED: ${failure}`);
};

const table = (
  sets: readonly SetEvaluation[],
  row: (set: SetEvaluation) => Record<string, unknown>,
): Record<string, unknown> => Object.fromEntries(sets.map((set) => [set.dataset, row(set)]));

const stepRow = ({ steps, floor, goals }: SetEvaluation): Record<string, string> => ({
  exact: showShare(steps.exact),
  '±1': showShare(steps.within1),
  '±3': showShare(steps.within3),
  'top 3': showShare(steps.top3),
  agent: showShare(steps.agent),
  'floor here': floor ? showShare(floor) : '–',
  'floor, whole set': goals ? `${(goals.floor.wholeSet * 100).toFixed(1)} % (${goals.floor.name})` : '–',
});

const alarmRow = ({ runs, defectsOnSuccess, injections }: SetEvaluation): Record<string, string | number> => ({
  runs,
  'defects on success': showShare(defectsOnSuccess),
  'injection precision': injections ? showShare(injections.precision) : '–',
  'injection recall': injections ? showShare(injections.recall) : '–',
});

const printLabels = ({ dataset, labels }: SetEvaluation): void => {
  console.log(`\nLabels on ${dataset}: precision and recall for "the run failed"`);
  const rows = labels.map(({ label, tier, failed, succeeded, precision, recall }) => [
    label,
    { tier, failed, succeeded, precision: showShare(precision), recall: showShare(recall) },
  ]);
  console.table(Object.fromEntries(rows));
};
