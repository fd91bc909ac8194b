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
export const toStepContext = (run: Run, detections: readonly Detection[]): StepContext =>
  new LazyContext(toAgentSteps(run.events), run.goal ?? '', detections);

/** A class: an object literal with getters would keep the run in memory until old objects are collected, by a hidden class of its own. */
class LazyContext implements StepContext {
  readonly shape: RunShape;
  readonly goalWords: ReadonlySet<string>;
  readonly proved: readonly number[];
  readonly first: FirstSteps;
  private readonly lazyOrigin = once(() => findAnswerOrigin(this.steps, this.goal));
  private readonly lazyChanges = once(() => findRecordChanges(this.steps));
  private readonly lazyNovelty = once(() => findNovelty(this.steps, this.goal));
  private readonly lazyBlame = once(() => blameOf(this.steps, this.detections, this.origin));

  constructor(
    readonly steps: readonly AgentStep[],
    private readonly goal: string,
    private readonly detections: readonly Detection[],
  ) {
    this.shape = shapeOf(steps);
    this.goalWords = wordsOf(goal);
    this.proved = weighDetections(steps, detections, ['defect']);
    this.first = new FirstSteps(steps);
  }

  get origin(): AnswerOrigin {
    return this.lazyOrigin();
  }

  get changes(): RecordChanges {
    return this.lazyChanges();
  }

  get novelty(): readonly Novelty[] {
    return this.lazyNovelty();
  }

  get blame(): readonly number[] {
    return this.lazyBlame();
  }
}

const blameOf = (
  steps: readonly AgentStep[],
  detections: readonly Detection[],
  { finalIndex }: AnswerOrigin,
): number[] => {
  const found = weighDetections(steps, detections, ['defect', 'symptom', 'suspicion']);
  const evidence = weighFailures(steps, finalIndex).map((weight, index) => weight + (found[index] ?? 0));
  return spreadBlame(buildDependencyGraph(steps), evidence);
};

class FirstSteps {
  readonly failure: number;
  readonly call: number;
  readonly work: number;
  private readonly lazyReport = once(() =>
    this.indexOf(({ index, kind, text }) => index > 0 && kind === 'message' && says('reports', text)),
  );
  private readonly lazyConclusion = once(() => this.indexOf(({ index, text }) => index > 0 && says('concludes', text)));
  private readonly lazyDeadEnd = once(() =>
    this.indexOf(({ kind, text }) => kind === 'work' && says('deadEnd', text.slice(0, 800))),
  );

  constructor(private readonly steps: readonly AgentStep[]) {
    this.failure = this.indexOf(({ isError }) => isError);
    this.call = this.indexOf(({ kind }) => kind === 'call');
    this.work = this.indexOf(({ kind }) => kind === 'work');
  }

  get report(): number {
    return this.lazyReport();
  }

  get conclusion(): number {
    return this.lazyConclusion();
  }

  get deadEnd(): number {
    return this.lazyDeadEnd();
  }

  private indexOf(holds: (step: AgentStep) => boolean): number {
    return this.steps.findIndex(holds);
  }
}
