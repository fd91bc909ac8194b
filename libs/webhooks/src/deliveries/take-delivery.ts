import { enqueue, type WorkspaceTx } from '@debrief/infra';
import { lockEndpoint, type SealedSecrets } from '../endpoints/endpoints.queries';
import type { WebhookEndpoint } from '../webhook.types';
import {
  claimDelivery,
  type ClaimedDelivery,
  countUnderWay,
  failPending,
  findClaimEnd,
  findDueDelivery,
  postponeDelivery,
} from './deliveries.queries';

/** Longer than an attempt can take, the waits for the database included. */
const claimMs = 60_000;
/** A slow endpoint holds up as many workers, and not those of other workspaces. */
const maxUnderWay = 4;
const busyMs = 10_000;

export interface TakenDelivery {
  readonly delivery: ClaimedDelivery;
  readonly endpoint: WebhookEndpoint & SealedSecrets;
}

/**
 * Takes a message up to be sent, if it is due, nobody else sends it and its endpoint is neither disabled nor busy. The endpoint is
 * locked before its deliveries, here and wherever both change: in the other order two workers could wait for each other.
 */
export const takeDelivery = async (tx: WorkspaceTx, id: string, now: Date): Promise<TakenDelivery | undefined> => {
  const endpointId = await findDueDelivery(tx, id, now);
  if (endpointId === undefined) return askAfterClaim(tx, id, now);
  const endpoint = await lockEndpoint(tx, endpointId);
  if (!endpoint) return undefined;
  if (!endpoint.enabled) {
    await failPending(tx, endpoint.id, 'endpoint_disabled');
    return undefined;
  }
  if ((await countUnderWay(tx, endpoint.id, now)) >= maxUnderWay) {
    const runAt = new Date(now.getTime() + busyMs * (1 + Math.random()));
    await postponeDelivery(tx, id, runAt);
    await enqueue(tx, 'webhooks.deliver', { deliveryId: id }, { runAt });
    return undefined;
  }
  const delivery = await claimDelivery(tx, id, now, new Date(now.getTime() + claimMs));
  return delivery && { delivery, endpoint };
};

/** The job of a worker that was killed comes again while its claim still holds: it may be the last that asks. */
const askAfterClaim = async (tx: WorkspaceTx, id: string, now: Date): Promise<undefined> => {
  const runAt = await findClaimEnd(tx, id, now);
  if (runAt) await enqueue(tx, 'webhooks.deliver', { deliveryId: id }, { runAt });
};
