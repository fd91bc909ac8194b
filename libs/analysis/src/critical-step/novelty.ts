import type { AgentStep } from './agent-step';
import { countsOf, numbersOf, tokensOf } from './tokens';

/** What a step says that nothing before it held: not the goal, no earlier step, no answer to one. */
export interface Novelty {
  /** New numbers of two digits and more. */
  readonly numbers: number;
  /** Whether a new count is among them that the answers just read do not hold either: it was made, not read. */
  readonly hasCount: boolean;
}

export const findNovelty = (steps: readonly AgentStep[], goal: string): Novelty[] => {
  const seen = new Set(tokensOf(goal));
  return steps.map(({ text, outcome }) => {
    const isNew = (token: string): boolean => !seen.has(token);
    const novelty = {
      numbers: new Set(numbersOf(text).filter(isNew)).size,
      hasCount: countsOf(text).some(isNew),
    };
    for (const token of tokensOf(text)) seen.add(token);
    for (const token of tokensOf(outcome)) seen.add(token);
    return novelty;
  });
};
