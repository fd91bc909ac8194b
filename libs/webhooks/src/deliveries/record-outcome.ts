import { enqueue, type WorkspaceTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { auditTarget } from '../endpoints/audit-endpoint';
import { disableEndpoint, lockEndpoint, noteHealth } from '../endpoints/endpoints.queries';
import type { WebhookEndpoint } from '../webhook.types';
import type { AttemptDecision } from './decide-attempt';
import { type AttemptRecord, type ClaimedDelivery, failPending, recordAttempt } from './deliveries.queries';

export interface Measured {
  readonly durationMs: number;
  readonly responseExcerpt: string | null;
}

/**
 * Notes what came of an attempt, on the delivery and on its endpoint, and asks for the retry.
 * @param decide given since when nothing was delivered to the endpoint
 */
export const recordOutcome = async (
  tx: WorkspaceTx,
  scope: Scope,
  delivery: ClaimedDelivery,
  measured: Measured,
  decide: (failingSince: Date | null) => AttemptDecision,
): Promise<void> => {
  const endpoint = await lockEndpoint(tx, delivery.endpointId);
  if (!endpoint) return;
  const decision = decide(endpoint.failingSince);
  if (!(await recordAttempt(tx, delivery, { ...toRecord(decision, delivery.retries), ...measured }))) return;
  if (decision.next.kind === 'retry')
    await enqueue(tx, 'webhooks.deliver', { deliveryId: delivery.id }, { runAt: decision.next.at });
  await noteHealth(tx, endpoint.id, decision.failingSince);
  if (decision.disable) await disable(tx, scope, endpoint, decision.disable);
};

const toRecord = (
  { next, reason, responseStatus }: AttemptDecision,
  retries: number,
): Omit<AttemptRecord, keyof Measured> => {
  const isRetried = next.kind === 'retry';
  return {
    status: isRetried ? 'pending' : next.kind,
    retries: isRetried ? retries + 1 : retries,
    nextAttemptAt: isRetried ? next.at : null,
    reason,
    responseStatus,
  };
};

const disable = async (
  tx: WorkspaceTx,
  scope: Scope,
  endpoint: WebhookEndpoint,
  reason: 'gone' | 'failing',
): Promise<void> => {
  if (!(await disableEndpoint(tx, endpoint.id, reason))) return;
  await failPending(tx, endpoint.id, 'endpoint_disabled');
  await recordAudit(tx, scope, {
    action: 'webhook.disable',
    ...auditTarget(endpoint),
    details: { reason, failing_since: endpoint.failingSince },
  });
};
