import { enqueue, type WorkspaceTx } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import type { WebhookDelivery, WebhookEventType, webhookTestType } from '../webhook.types';
import { insertDelivery } from './deliveries.queries';
import { selectSubscribers } from './subscribers.queries';

export interface WebhookEvent {
  readonly type: WebhookEventType;
  readonly projectId: string;
  /** What happened, in the API's own words (snake_case), as JSON holds it: what is needed to decide whether to look. Some kilobytes at most. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Tells the endpoints that subscribe to it what happened, in the transaction of the event itself: neither exists without the other.
 * Sending is a job's work.
 */
export const publishWebhook = async (tx: WorkspaceTx, { type, projectId, data }: WebhookEvent): Promise<void> => {
  const endpointIds = await selectSubscribers(tx, type, projectId);
  const message = toMessage(type, { project_id: projectId, ...data }, new Date());
  for (const endpointId of endpointIds) await addDelivery(tx, endpointId, message);
};

export interface NewMessage {
  readonly id: string;
  readonly type: WebhookEventType | typeof webhookTestType;
  readonly body: string;
  readonly at: Date;
}

/** A message in the form that Standard Webhooks recommends. */
export const toMessage = (type: NewMessage['type'], data: WebhookEvent['data'], at: Date): NewMessage => ({
  id: `msg_${newId()}`,
  type,
  body: JSON.stringify({ type, timestamp: at.toISOString(), data }),
  at,
});

/** Puts a message on its way to one endpoint. */
export const addDelivery = async (
  tx: WorkspaceTx,
  endpointId: string,
  { id: messageId, type: eventType, body: payload, at }: NewMessage,
): Promise<WebhookDelivery> => {
  const delivery = await insertDelivery(tx, {
    id: newId(),
    endpointId,
    messageId,
    eventType,
    payload,
    nextAttemptAt: at,
  });
  await enqueue(tx, 'webhooks.deliver', { deliveryId: delivery.id });
  return delivery;
};
