import type { CheckoutOutcome } from '@debrief/infra';
import { DomainError, type ErrorCode } from '@debrief/kernel';
import type { Refusal, RefusalReason } from './repository-access.types';

const reasons: Partial<Record<ErrorCode, RefusalReason>> = {
  FORBIDDEN: 'access_denied',
  NOT_FOUND: 'access_denied',
  CONFLICT: 'refused',
  INVALID: 'refused',
  UNAVAILABLE: 'unavailable',
};

/**
 * What GitHub refused, as an answer.
 * @param invalid what INVALID means where it was thrown
 * @throws the error itself where it is not GitHub's
 */
export const toRefusal = (error: unknown, invalid: RefusalReason = 'refused'): Refusal => {
  const reason = error instanceof DomainError ? reasons[error.code] : undefined;
  if (!reason) throw error;
  return { reason: reason === 'refused' ? invalid : reason, detail: (error as DomainError).message };
};

const checkoutReasons = {
  ref_not_found: 'ref_not_found',
  too_large: 'too_large',
  timed_out: 'checkout_failed',
  failed: 'checkout_failed',
  no_git: 'unavailable',
} as const satisfies Record<Exclude<CheckoutOutcome['type'], 'done'>, RefusalReason>;

export const toCheckoutRefusal = (type: keyof typeof checkoutReasons): Refusal => ({ reason: checkoutReasons[type] });
