import { isSideEffecting } from '../run/failures';
import type { AgentStep } from './agent-step';
import { identifiersOf } from './tokens';

/** The calls that change something, as far as the ranking asks: indexes of steps, -1 where there is none. */
export interface RecordChanges {
  readonly last: number;
  /** The first that was refused without a change of the same record before it. */
  readonly firstRefused: number;
  /** What a person said last before the last change. */
  readonly askedForLast: number;
  /** Changes that worked, and after which another of the same record was refused: they may have locked it. */
  readonly locking: ReadonlySet<number>;
}

export const findRecordChanges = (steps: readonly AgentStep[]): RecordChanges => {
  const changes = steps.filter(({ kind, name }) => kind === 'call' && isSideEffecting(name));
  const changedBy = new Map<string, number>();
  const locking = new Set<number>();
  let firstRefused = -1;
  for (const { index, text, isError } of changes) {
    const records = identifiersOf(text);
    if (isError) {
      const locks = records.map((record) => changedBy.get(record)).filter((lock) => lock !== undefined);
      for (const lock of locks) locking.add(lock);
      if (locks.length === 0 && firstRefused < 0) firstRefused = index;
    } else for (const record of records) changedBy.set(record, index);
  }
  const last = changes.at(-1)?.index ?? -1;
  const askedForLast = steps.findLastIndex(({ kind, index }) => kind === 'user' && index < last);
  return { last, firstRefused, askedForLast, locking };
};
