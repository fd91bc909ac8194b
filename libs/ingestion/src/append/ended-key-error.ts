import { DomainError } from '@debrief/kernel';

/** For a key that ended after the guard had seen it. */
export const endedKeyError = (reason: 'key_revoked' | 'key_expired'): DomainError =>
  new DomainError('UNAUTHENTICATED', reason === 'key_revoked' ? 'The API key was revoked' : 'The API key has expired', {
    reason,
  });
