import type { AgentStep } from './agent-step';
import type { RunShape } from './run-shape';
import type { StepContext } from './step-context';
import { overlapOf, wordsOf } from './tokens';
import { says } from './wording';

/** A number from 0 to about 5 that says something about a step; true counts 1. */
export type Feature = (step: AgentStep, context: StepContext) => number | boolean;

const before = ({ index }: AgentStep, { steps }: StepContext): AgentStep | undefined => steps[index - 1];
const after = ({ index }: AgentStep, { steps }: StepContext): AgentStep | undefined => steps[index + 1];
const hadNothingToRun = (step: AgentStep): boolean =>
  step.hasOutcome && says('nothingToRun', step.outcome.slice(0, 200));
const longRun = 40;

const evidence = {
  /** A detector proved it. */
  proved: ({ index }, { proved }) => proved[index] ?? 0,
  /** What failed was built on it. */
  blame: ({ index }, { blame }) => blame[index] ?? 0,
} as const satisfies Record<string, Feature>;

/** Agents that work in turns: mostly the first that commits to an approach or states a finding, less often the one that lets it pass. */
const group = {
  ...evidence,
  opens: ({ index }) => index === 0,
  /** The opening already ran something: the plan was made with its code, and its flaw with both. */
  opensByActing: (step) => step.index === 0 && step.hasOutcome && !hadNothingToRun(step),
  opensWithCode: ({ index, text }) => index === 0 && says('code', text),
  /** The opening speaks of something else than the goal. */
  opensOffGoal: ({ index, text }, { goalWords }) => (index === 0 ? 1 - overlapOf(goalWords, wordsOf(text)) : 0),
  lateness: ({ index }) => Math.log1p(index),
  saysLittle: ({ text }) => text.length < 20,
  isCall: ({ kind }) => kind === 'call',
  firstCall: ({ index }, { first }) => index === first.call,
  firstFailure: ({ index }, { first }) => index === first.failure,
  firstReport: ({ index }, { first }) => index === first.report,
  worksByHand: ({ index, text }) => index > 0 && says('manual', text),
  /** Made-up input, by how many numbers it brings. */
  madeUpNumbers: ({ index, text }, { novelty }) =>
    index > 0 && says('assumes', text) ? Math.log1p(novelty[index]?.numbers ?? 0) : 0,
  /** Numbers that come from nowhere. */
  newNumbers: ({ index, kind }, { novelty }) =>
    index > 0 && kind === 'message' ? Math.log1p(novelty[index]?.numbers ?? 0) : 0,
  anotherFollows: (step, context) => after(step, context) !== undefined && after(step, context)?.agent !== step.agent,
  /** The next step takes it over without a doubt. */
  isAccepted: (step, context) => {
    const next = after(step, context);
    return next !== undefined && says('agrees', next.text) && !says('admits', next.text);
  },
  gaveNothingToRun: (step) => step.index > 0 && step.kind === 'message' && hadNothingToRun(step),
  afterNothingToRun: (step, context) => {
    const last = before(step, context);
    return last !== undefined && last.index > 0 && hadNothingToRun(last);
  },
} as const satisfies Record<string, Feature>;

/** One agent plans and others work: mostly the work that led the wrong way first, or the decision that took too little for an answer. */
const orchestrated = {
  ...evidence,
  isWork: ({ kind }) => kind === 'work',
  firstWork: ({ index }, { first }) => index === first.work,
  /** An agent that acts by itself, not on a hand-off's behalf. */
  actsItself: ({ index, kind }) => index > 2 && (kind === 'message' || kind === 'call'),
  lateness: ({ index }) => Math.log1p(index),
  latenessInLongRun: ({ index }, { steps }) => (steps.length > longRun ? Math.log1p(index) : 0),
  /** A decision of a few words: whose turn it is. */
  passesTurn: ({ kind, text }) => kind === 'decision' && text.length < 60,
  plans: ({ text }) => says('plans', text),
  replans: ({ index, kind, text }) => index > 0 && kind === 'decision' && /plan/i.test(text.slice(0, 40)),
  searches: ({ kind, text }) => kind === 'work' && says('search', text.slice(0, 60)),
  assumes: ({ text }) => says('assumes', text),
  firstDeadEnd: ({ index }, { first }) => index === first.deadEnd,
  firstConclusion: ({ index }, { first }) => index === first.conclusion,
  saysAnswerFirst: ({ index }, { origin }) => index === origin.saidIndex,
  crashesAtEnd: ({ index, text }, { steps }) => index >= steps.length - 2 && says('crash', text.slice(-1_000)),
} as const satisfies Record<string, Feature>;

/** A person in the loop: mostly a change that should not have been made, or a fact that was told wrong. */
const dialogue = {
  ...evidence,
  progress: ({ index }, { steps }) => index / Math.max(1, steps.length - 1),
  lastChange: ({ index }, { changes }) => index === changes.last,
  firstRefusedChange: ({ index }, { changes }) => index === changes.firstRefused,
  locksRecord: ({ index }, { changes }) => changes.locking.has(index),
  asksForLastChange: ({ index }, { changes }) => index === changes.askedForLast,
  /** Tells a count that the answer it just read does not hold: it counted. */
  countsItself: (step, context) =>
    step.kind === 'message' && before(step, context)?.kind === 'call' && context.novelty[step.index]?.hasCount === true,
  /** A person picks or changes their mind. */
  picks: ({ kind, text }) => kind === 'user' && says('choice', text),
} as const satisfies Record<string, Feature>;

/** The features of each shape of run. A weight for each is in `ranking-weights.ts`. */
export const stepFeatures = { group, orchestrated, dialogue } as const satisfies Record<
  RunShape,
  Record<string, Feature>
>;

export type RankingWeights = {
  readonly [Shape in RunShape]: { readonly [Name in keyof (typeof stepFeatures)[Shape]]: number };
};

/** The features of each step of a run, in the order of `stepFeatures`. */
export const featuresOf = (context: StepContext): number[][] => {
  const features: readonly Feature[] = Object.values(stepFeatures[context.shape]);
  return context.steps.map((step) => features.map((feature) => Number(feature(step, context))));
};

/** Scores the steps by a linear sum. A feature without weight is not looked at: some cost more than all others together. */
export const scoresOf = (context: StepContext, weights: RankingWeights): number[] => {
  const ofShape: Readonly<Record<string, number>> = weights[context.shape];
  const weighted = Object.entries<Feature>(stepFeatures[context.shape])
    .map(([name, feature]) => ({ feature, weight: ofShape[name] ?? 0 }))
    .filter(({ weight }) => weight !== 0);
  return context.steps.map((step) =>
    weighted.reduce((sum, { feature, weight }) => sum + Number(feature(step, context)) * weight, 0),
  );
};
