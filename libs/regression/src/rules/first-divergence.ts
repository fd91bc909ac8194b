import type { AgentStep } from './agent-steps';

/** `result`: the same step, answered otherwise. `added`, `missing`: steps that only one run has. `changed`: another step. */
export type DivergenceKind = 'result' | 'added' | 'missing' | 'changed';

export interface Divergence {
  readonly kind: DivergenceKind;
  /** How many steps the runs have in common before it. */
  readonly commonSteps: number;
  /** Null: that run had ended. Long texts are cut. */
  readonly before: AgentStep | null;
  readonly after: AgentStep | null;
}

/** How far a step is looked for in the other run, to tell an added step from another one. */
const lookAhead = 20;
const maxText = 300;

/** Where a run after a change first goes another way than the run before; null: nowhere. Linear in the steps. */
export const firstDivergence = (before: readonly AgentStep[], after: readonly AgentStep[]): Divergence | null => {
  const longest = Math.max(before.length, after.length);
  for (let index = 0; index < longest; index += 1) {
    const [left, right] = [before[index], after[index]];
    if (left && right && isSameStep(left, right) && left.result === right.result) continue;
    return {
      kind: kindOf(before.slice(index, index + lookAhead), after.slice(index, index + lookAhead)),
      commonSteps: index,
      before: left ? cut(left) : null,
      after: right ? cut(right) : null,
    };
  }
  return null;
};

const isSameStep = (left: AgentStep, right: AgentStep): boolean =>
  left.type === right.type && left.name === right.name && left.arguments === right.arguments;

/** @param before what follows of each run, of which the first steps differ */
const kindOf = (before: readonly AgentStep[], after: readonly AgentStep[]): DivergenceKind => {
  const [left, right] = [before[0], after[0]];
  if (!left) return 'added';
  if (!right) return 'missing';
  if (isSameStep(left, right)) return 'result';
  const added = after.findIndex((step) => isSameStep(step, left));
  const missing = before.findIndex((step) => isSameStep(step, right));
  if (added === -1 && missing === -1) return 'changed';
  return missing === -1 || (added !== -1 && added <= missing) ? 'added' : 'missing';
};

const cut = (step: AgentStep): AgentStep => ({
  ...step,
  arguments: step.arguments.slice(0, maxText),
  result: step.result?.slice(0, maxText) ?? null,
});
