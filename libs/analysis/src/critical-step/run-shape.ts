import type { AgentStep } from './agent-step';

/**
 * How a run is organised, read from its steps alone. What a decisive mistake looks like depends on it, so each shape has weights of
 * its own.
 */
export type RunShape =
  /** One agent plans and hands work to others. */
  | 'orchestrated'
  /** A person answers in between. */
  | 'dialogue'
  /** One or more agents work in turns. */
  | 'group';

export const shapeOf = (steps: readonly AgentStep[]): RunShape => {
  if (steps.some(({ kind }) => kind === 'user')) return 'dialogue';
  return steps.some(({ kind }) => kind === 'handoff' || kind === 'decision') ? 'orchestrated' : 'group';
};
