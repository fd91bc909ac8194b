import type { AgentStep } from './agent-step';
import { countsOf, numbersOf } from './tokens';

/** What a step says that nothing before it held: not the goal, no earlier step, no answer to one. */
export interface Novelty {
  /** New numbers of two digits and more. */
  readonly numbers: number;
  /** Whether a new count is among them: it was made, not read. */
  readonly hasCount: boolean;
}

export const findNovelty = (steps: readonly AgentStep[], goal: string): Novelty[] => {
  const seen = new Set(numbersOf(goal));
  return steps.map(({ text, textNumbers, outcomeNumbers }) => {
    const fresh = new Set(textNumbers().filter((number) => number.length > 1 && !seen.has(number)));
    const hasCount = fresh.size > 0 && countsOf(text).some((count) => fresh.has(count));
    for (const number of textNumbers()) seen.add(number);
    for (const number of outcomeNumbers()) seen.add(number);
    return { numbers: fresh.size, hasCount };
  });
};
