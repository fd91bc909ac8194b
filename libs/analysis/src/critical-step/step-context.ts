import type { Detection } from '../detection';
import type { Run } from '../run/run';
import type { AgentStep } from './agent-step';
import { type AnswerOrigin, findAnswerOrigin } from './answer-origin';
import { spreadBlame, weighDetections, weighFailures } from './blame';
import { buildDependencyGraph } from './dependency-graph';
import { findNovelty, type Novelty } from './novelty';
import { findRecordChanges, type RecordChanges } from './record-changes';
import { once } from './once';
import { type RunShape, shapeOf } from './run-shape';
import { toAgentSteps } from './to-agent-steps';
import { wordsOf } from './tokens';
import { says } from './wording';

/** What the features of a run's steps read, worked out once. Indexes are places among the steps, -1 where there is none. */
export interface StepContext {
  readonly shape: RunShape;
  readonly steps: readonly AgentStep[];
  readonly goalWords: ReadonlySet<string>;
  readonly origin: AnswerOrigin;
  readonly changes: RecordChanges;
  readonly novelty: readonly Novelty[];
  /** How much was proved against each step itself. */
  readonly proved: readonly number[];
  /** All findings and the run's own failures, carried back to what they were built on. */
  readonly blame: readonly number[];
  /** The first step of its sort. */
  readonly first: Readonly<Record<'failure' | 'call' | 'report' | 'conclusion' | 'work' | 'deadEnd', number>>;
}

/** Works out at once what every shape's features read; the rest when a feature asks for it. */
export const toStepContext = (run: Run, detections: readonly Detection[]): StepContext => {
  const steps = toAgentSteps(run.events);
  const goal = run.goal ?? '';
  const origin = once(() => findAnswerOrigin(steps, goal));
  const changes = once(() => findRecordChanges(steps));
  const novelty = once(() => findNovelty(steps, goal));
  const blame = once(() => blameOf(steps, detections, origin()));
  return {
    shape: shapeOf(steps),
    steps,
    goalWords: wordsOf(goal),
    get origin() {
      return origin();
    },
    get changes() {
      return changes();
    },
    get novelty() {
      return novelty();
    },
    proved: weighDetections(steps, detections, ['defect']),
    get blame() {
      return blame();
    },
    first: findFirst(steps),
  };
};

const blameOf = (
  steps: readonly AgentStep[],
  detections: readonly Detection[],
  { finalIndex }: AnswerOrigin,
): number[] => {
  const found = weighDetections(steps, detections, ['defect', 'symptom', 'suspicion']);
  const evidence = weighFailures(steps, finalIndex).map((weight, index) => weight + (found[index] ?? 0));
  return spreadBlame(buildDependencyGraph(steps), evidence);
};

const findFirst = (steps: readonly AgentStep[]): StepContext['first'] => {
  const report = once(() =>
    steps.findIndex(({ index, kind, text }) => index > 0 && kind === 'message' && says('reports', text)),
  );
  const conclusion = once(() => steps.findIndex(({ index, text }) => index > 0 && says('concludes', text)));
  const deadEnd = once(() =>
    steps.findIndex(({ kind, text }) => kind === 'work' && says('deadEnd', text.slice(0, 800))),
  );
  return {
    failure: steps.findIndex(({ isError }) => isError),
    call: steps.findIndex(({ kind }) => kind === 'call'),
    work: steps.findIndex(({ kind }) => kind === 'work'),
    get report() {
      return report();
    },
    get conclusion() {
      return conclusion();
    },
    get deadEnd() {
      return deadEnd();
    },
  };
};
