import { conflict, DomainError } from '@debrief/kernel';

/** How long an answer is kept. */
const keptSeconds = 24 * 3600;
/** A request that has not finished after this is taken for dead: its process was killed. */
const abandonedSeconds = 60;

interface KnownRecord {
  readonly requestHash: Buffer;
  readonly status: number | null;
  readonly ageSeconds: number;
}

/**
 * What a second request under the same key gets: the stored answer, or the right to run.
 * @throws DomainError CONFLICT `idempotency_conflict` for another body, or while the first request runs (then with `retryAfter`)
 */
export const decideReplay = ({ requestHash, status, ageSeconds }: KnownRecord, sentHash: Buffer): 'replay' | 'run' => {
  if (ageSeconds > keptSeconds) return 'run';
  if (!requestHash.equals(sentHash))
    throw conflict('The Idempotency-Key was used with another body', 'idempotency_conflict');
  if (status !== null) return 'replay';
  if (ageSeconds > abandonedSeconds) return 'run';
  throw new DomainError('CONFLICT', 'A request with this Idempotency-Key is still running', {
    reason: 'idempotency_conflict',
    retryAfter: 1,
  });
};
