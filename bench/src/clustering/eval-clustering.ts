import { analyzeRun } from '@debrief/analysis';
import { type Group, groupDetections } from '@debrief/incidents';
import { toRun } from '../labelled/to-run';
import { nativeSeq } from '../labelled/to-native-events';
import { faults } from './faults';
import { type InjectedRun, makeRun } from './make-runs';
import { Random } from './random';
import { type ClusterScores, type Placed, scoreClusters } from './score-clusters';

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const runsPerFault = 12;
const quietRuns = 100;
const threshold = 0.5;
/** V7. */
const goals = { f1: 0.9, wrongMerges: 0.01 };

interface Evaluation {
  /** Runs by their fault's own incident. */
  readonly runs: ClusterScores;
  /** Every finding at the injected step, by label. */
  readonly findings: ClusterScores;
  /** Of runs with a fault, those that are in no incident at its step. */
  readonly missed: number;
  /** Findings elsewhere than at the injected step, and in runs without a fault. */
  readonly aside: number;
}

/**
 * Puts runs with injected faults through decoder, detectors and fingerprints, and measures how well incidents tell the faults apart.
 * Resolves to the exit code: 1 when V7 is missed.
 */
export const evalClustering = async (): Promise<number> => {
  const all = seeds.map((seed) => evaluateSeed(seed));
  console.log(`${faults.length} faults × ${runsPerFault} runs and ${quietRuns} without a fault, ${seeds.length} seeds`);
  console.table({
    'B³ precision': interval(all.map(({ runs }) => runs.precision)),
    'B³ recall': interval(all.map(({ runs }) => runs.recall)),
    'B³ F1': interval(all.map(({ runs }) => runs.f1)),
    'wrong merges': interval(all.map(({ runs }) => runs.wrongMerges)),
    'B³ F1, each finding': interval(all.map(({ findings }) => findings.f1)),
    'wrong merges, each finding': interval(all.map(({ findings }) => findings.wrongMerges)),
    'faults that open nothing': interval(all.map(({ missed }) => missed)),
    'findings elsewhere': interval(all.map(({ aside }) => aside)),
  });
  const isMissed =
    mean(all.map(({ runs }) => runs.f1)) < goals.f1 ||
    mean(all.map(({ runs }) => runs.wrongMerges)) > goals.wrongMerges;
  console.log(`V7 (F1 ≥ ${goals.f1}, wrong merges ≤ ${goals.wrongMerges}): ${isMissed ? 'MISSED' : 'reached'}`);
  return isMissed ? 1 : 0;
};

/** Same seed, same result. */
export const evaluateSeed = (seed: number): Evaluation => {
  const random = new Random(seed);
  const injected = [
    ...faults.flatMap((fault, index) =>
      Array.from({ length: runsPerFault }, (_, n) => makeRun(random, { id: `${index}-${n}`, fault, index })),
    ),
    ...Array.from({ length: quietRuns }, (_, n) => makeRun(random, { id: `quiet-${n}`, fault: null, index: null })),
  ];
  const judged = injected.map((one) => ({ ...one, ...findGroups(one) }));
  const failing = judged.filter(({ fault }) => fault !== null);
  return {
    runs: scoreClusters(failing.map(({ run, fault, main }) => place(String(fault), main?.fingerprint ?? run.trace_id))),
    findings: scoreClusters(
      failing.flatMap(({ fault, here }) => here.map((group) => place(`${fault} ${group.label}`, group.fingerprint))),
    ),
    missed: failing.filter(({ main }) => !main).length / failing.length,
    aside: judged.reduce((sum, { aside }) => sum + aside, 0) / judged.length,
  };
};

/** The groups of a run at its injected step, the surest of them, and how many there are elsewhere. */
const findGroups = ({ run, step }: InjectedRun) => {
  const asRead = toRun(run).run;
  const verdict = analyzeRun(asRead, { disabled: [], thresholds: {} });
  const groups = groupDetections(verdict, { threshold, agent: asRead.agent });
  const here = step === null ? [] : groups.filter(({ criticalStepSeq }) => criticalStepSeq === nativeSeq(step));
  const main = here.reduce<Group | undefined>((best, one) => (best && isSurer(best, one) ? best : one), undefined);
  return { here, main, aside: groups.length - here.length };
};

const isSurer = (a: Group, b: Group): boolean =>
  a.confidence === b.confidence ? a.label <= b.label : a.confidence > b.confidence;

const place = (truth: string, cluster: string): Placed => ({ truth, cluster });

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean over the seeds, and 95 % of them by Student's t with 9 degrees of freedom. */
const interval = (values: readonly number[]): Record<string, string> => {
  const middle = mean(values);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
  const half = (2.262 * deviation) / Math.sqrt(values.length);
  return { mean: middle.toFixed(4), '95 %': `[${(middle - half).toFixed(4)}, ${(middle + half).toFixed(4)}]` };
};
