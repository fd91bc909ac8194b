import type { AgentStep } from './agent-step';
import { identifiersOf } from './tokens';

/** For each step the earlier steps that it builds on, nearest first; at most `sourceLimit` each, so that the graph stays linear. */
export type DependencyGraph = readonly (readonly number[])[];

const sourceLimit = 4;
const valueLimit = 40;

/**
 * Which step builds on which: work on the hand-off that asked for it, a call on the one that touched the same record before, a
 * reaction on the failure that it answers, the use of a number on the step that brought it in.
 */
export const buildDependencyGraph = (steps: readonly AgentStep[]): DependencyGraph => {
  const handoffs = new Map<string, number>();
  const touched = new Map<string, number>();
  const origins = new Map<string, number>();
  return steps.map((step) => {
    const { index, kind, agent, to, text } = step;
    const records = kind === 'call' ? identifiersOf(text).slice(0, valueLimit) : [];
    const values = step.textNumbers().filter(isTelling).slice(0, valueLimit);
    const sources = [
      worksOnOrder.has(kind) ? handoffs.get(agent ?? '') : undefined,
      steps[index - 1]?.isError ? index - 1 : undefined,
      ...records.map((record) => touched.get(record)),
      ...values.map((value) => origins.get(value)),
    ];
    if (kind === 'handoff' && to !== null) handoffs.set(to, index);
    if (!step.isError) for (const record of records) touched.set(record, index);
    for (const value of [...values, ...step.outcomeNumbers().filter(isTelling).slice(0, valueLimit)]) {
      if (!origins.has(value)) origins.set(value, index);
    }
    return [...new Set(sources)]
      .filter((source) => source !== undefined)
      .sort((a, b) => b - a)
      .slice(0, sourceLimit);
  });
};

const worksOnOrder: ReadonlySet<string> = new Set(['work', 'message', 'call']);

/** A single digit is in too many places to say where it came from. */
const isTelling = (number: string): boolean => number.length > 1;
