import type { JsonText } from '@debrief/kernel';

/** What endpoints can subscribe to. */
export const webhookEventTypes = ['incident.opened', 'incident.reopened', 'fix.ready', 'regression.finished'] as const;
export type WebhookEventType = (typeof webhookEventTypes)[number];

/** Sent to one endpoint when an owner asks for it, whatever it subscribes to. */
export const webhookTestType = 'webhook.test';

/** An endpoint as its owners see it: without its secrets. */
export interface WebhookEndpoint {
  readonly id: string;
  /** Null: events of all projects. */
  readonly projectId: string | null;
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEventType[];
  readonly enabled: boolean;
  /** Why the product disabled it: it answered 410, or failed for days. Null when an owner did. */
  readonly disabledReason: 'gone' | 'failing' | null;
  readonly failingSince: Date | null;
  /** Until then messages are signed with the previous secret, too. */
  readonly previousSecretEndsAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One message to one endpoint, and how its last attempt went. */
export interface WebhookDelivery {
  readonly id: string;
  readonly endpointId: string;
  /** The header `webhook-id`. */
  readonly messageId: string;
  readonly eventType: WebhookEventType | typeof webhookTestType;
  /** The body, byte for byte as it is signed. */
  readonly payload: JsonText;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  /** Null: it is over. */
  readonly nextAttemptAt: Date | null;
  readonly lastAttemptAt: Date | null;
  readonly responseStatus: number | null;
  /** Why the last attempt failed, in a word: `http_status`, `timeout`, `redirect`, `private` … */
  readonly reason: string | null;
  readonly durationMs: number | null;
  /** The beginning of the answer, secrets masked. */
  readonly responseExcerpt: string | null;
  readonly createdAt: Date;
}
