import { DomainError, type ErrorCode } from '@debrief/kernel';

/** Whether the same job may succeed later, by the code of the error that it threw. */
const outcomes = {
  UNAUTHENTICATED: 'give up',
  FORBIDDEN: 'give up',
  NOT_FOUND: 'give up',
  MALFORMED: 'give up',
  INVALID: 'give up',
  TOO_LARGE: 'give up',
  UNSUPPORTED: 'give up',
  LIMITED: 'give up',
  NOT_IMPLEMENTED: 'give up',
  CONFLICT: 'retry',
  UNAVAILABLE: 'retry',
  INTERNAL: 'retry',
} as const satisfies Record<ErrorCode, 'retry' | 'give up'>;

/** What is not a DomainError is a bug or broken infrastructure: both may be gone at the next attempt. */
export const decideRetry = (error: unknown): 'retry' | 'give up' =>
  error instanceof DomainError ? outcomes[error.code] : 'retry';
