import type { Detection, Tier } from '../detection';
import type { AgentStep } from './agent-step';
import type { DependencyGraph } from './dependency-graph';

/** Of a step's blame, the share that goes on to what it builds on. */
const passedOn = 0.6;
/** A failure that a later step made good, beside an open one. */
const recoveredWeight = 0.3;
const tierWeights: Readonly<Record<Tier, number>> = { defect: 1, symptom: 0.7, suspicion: 0.4 };

/**
 * How much the detections of some tiers speak against each step: the strongest finding on it, from 0 to 1. A finding that its own
 * detector holds to be as likely wrong as right counts nothing.
 */
export const weighDetections = (
  steps: readonly AgentStep[],
  detections: readonly Detection[],
  tiers: readonly Tier[],
): number[] => {
  const weights = steps.map(() => 0);
  for (const { criticalStepSeq, tier, confidence } of detections) {
    const index = steps.findLastIndex(({ seq }) => seq <= criticalStepSeq);
    if (index < 0 || !tiers.includes(tier)) continue;
    weights[index] = Math.max(weights[index] ?? 0, tierWeights[tier] * (2 * confidence - 1));
  }
  return weights;
};

/** What the run itself shows: calls that failed, less where the same tool worked later, and the answer that it ended with. */
export const weighFailures = (steps: readonly AgentStep[], finalIndex: number): number[] => {
  const worksLater = new Set<string>();
  const weights = steps.toReversed().map((step) => {
    const tool = `${step.kind}:${step.name}`;
    if (step.isError) return worksLater.has(tool) ? recoveredWeight : 1;
    if (step.hasOutcome) worksLater.add(tool);
    return 0;
  });
  return weights.reverse().map((weight, index) => weight + (index === finalIndex ? 1 : 0));
};

/**
 * Carries evidence back along the graph, from where a failure shows to what it was built on: one pass from the last step to the
 * first, in which a step shares out evenly a part of what it has. The highest blame is 1; all are 0 without evidence.
 */
export const spreadBlame = (graph: DependencyGraph, evidence: readonly number[]): number[] => {
  const blame = [...evidence];
  for (let index = blame.length - 1; index >= 0; index -= 1) {
    const sources = graph[index] ?? [];
    const share = ((blame[index] ?? 0) * passedOn) / Math.max(1, sources.length);
    for (const source of sources) blame[source] = (blame[source] ?? 0) + share;
  }
  const highest = blame.reduce((most, value) => Math.max(most, value), 0);
  return highest === 0 ? blame : blame.map((value) => value / highest);
};
