import { DomainError } from '@debrief/kernel';

/** The door to hosts that a user named: it decides which may be reached, and follows no redirect. */
export interface Outbound {
  /**
   * @throws DomainError INVALID for a host that may not be called; anything else when it cannot be reached in time
   */
  post(
    url: string,
    request: { readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly timeoutMs: number },
  ): Promise<{ readonly status: number }>;
}

/** Injection token. */
export const OUTBOUND = Symbol('outbound');

/** Reaches nobody: without a check of addresses no host is safe to call. */
export const closedOutbound: Outbound = {
  post: () => Promise.reject(new DomainError('INVALID', 'No outbound requests are made')),
};
