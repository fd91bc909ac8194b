import type { OutboundClient } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';

/** The door to hosts that a user named: it decides which may be reached, and follows no redirect. */
export interface Outbound {
  /**
   * @throws DomainError INVALID for a host that may not be called; anything else when it cannot be reached in time
   */
  post(
    url: string,
    request: {
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly timeoutMs: number;
    },
  ): Promise<{ readonly status: number }>;
}

/** Injection token. */
export const OUTBOUND = Symbol('outbound');

/** An answer's body is not read: its status says all. */
const maxBytes = 1_024;

/** Through the client that checks who stands behind a host. */
export const openOutbound = (client: OutboundClient): Outbound => ({
  post: async (url, request) => {
    const outcome = await client.request(url, { ...request, method: 'POST', maxBytes });
    if (outcome.kind === 'answered') return { status: outcome.status };
    if (outcome.kind === 'refused') throw new DomainError('INVALID', `The host may not be called: ${outcome.reason}`);
    throw new DomainError('UNAVAILABLE', `The host did not answer: ${outcome.reason}`);
  },
});
