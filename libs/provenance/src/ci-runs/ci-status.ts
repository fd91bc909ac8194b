import { conflict, invalid } from '@debrief/kernel';

export const ciStatuses = ['pending', 'running', 'success', 'failure', 'cancelled', 'skipped'] as const;
export type CiStatus = (typeof ciStatuses)[number];

/** Words of providers for the same. */
const aliases: Readonly<Record<string, CiStatus>> = {
  queued: 'pending',
  waiting: 'pending',
  requested: 'pending',
  created: 'pending',
  in_progress: 'running',
  started: 'running',
  completed: 'success',
  succeeded: 'success',
  passed: 'success',
  failed: 'failure',
  error: 'failure',
  timed_out: 'failure',
  canceled: 'cancelled',
  aborted: 'cancelled',
};

const finals: ReadonlySet<CiStatus> = new Set(['success', 'failure', 'cancelled', 'skipped']);

export const isFinal = (status: CiStatus): boolean => finals.has(status);

/**
 * What a provider says of a run that is over: `completed` alone tells no failure from a success, and the conclusion beside it does.
 * @throws DomainError INVALID
 */
export const readCiOutcome = (word: string, conclusion: string | null): CiStatus => {
  const status = readCiStatus(word);
  const said = word.trim().toLowerCase() === 'completed' && conclusion !== null ? findStatus(conclusion) : undefined;
  return said && isFinal(said) ? said : status;
};

/** @throws DomainError INVALID */
export const readCiStatus = (word: string): CiStatus => {
  const status = findStatus(word);
  if (!status) throw invalid('status', `must be one of ${ciStatuses.join(', ')}`);
  return status;
};

const findStatus = (word: string): CiStatus | undefined => {
  const plain = word.trim().toLowerCase().replaceAll('-', '_');
  return ciStatuses.find((one) => one === plain) ?? (Object.hasOwn(aliases, plain) ? aliases[plain] : undefined);
};

/**
 * What a run's status becomes. A final one stands: only the same word again is no conflict.
 * @throws DomainError CONFLICT for another final status, or one that would open the run again
 */
export const moveCiStatus = (from: CiStatus, to: CiStatus): CiStatus => {
  if (!isFinal(from) || from === to) return to;
  throw conflict(`The CI run is over: ${from}`);
};
