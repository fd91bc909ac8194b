import { isSideEffecting } from '../run/failures';
import type { AgentStep } from './agent-step';
import { identifiersOf } from './tokens';

/** The calls that change something, as far as the ranking asks: indexes of steps, -1 where there is none. */
export interface RecordChanges {
  readonly last: number;
  readonly firstFailed: number;
  /** What a person said last before the last change. */
  readonly askedForLast: number;
  /** Changes that worked, and after which another change of the same record failed: they may have locked it. */
  readonly lockLater: ReadonlySet<number>;
}

export const findRecordChanges = (steps: readonly AgentStep[]): RecordChanges => {
  const last = steps.findLastIndex(isChange);
  return {
    last,
    firstFailed: steps.findIndex((step) => isChange(step) && step.isError),
    askedForLast: steps.findLastIndex(({ kind, index }) => kind === 'user' && index < last),
    lockLater: findLocks(steps),
  };
};

const isChange = ({ kind, name }: AgentStep): boolean => kind === 'call' && isSideEffecting(name);

const findLocks = (steps: readonly AgentStep[]): Set<number> => {
  const refusedLater = new Set<string>();
  const locks = new Set<number>();
  for (const step of steps.filter(isChange).reverse()) {
    const records = identifiersOf(step.text);
    if (step.isError) for (const record of records) refusedLater.add(record);
    else if (records.some((record) => refusedLater.has(record))) locks.add(step.index);
  }
  return locks;
};
