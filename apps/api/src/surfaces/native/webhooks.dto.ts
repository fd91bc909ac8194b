import { parseJson } from '@debrief/kernel';
import type { Page } from '@debrief/infra';
import {
  type CreateEndpoint,
  type DeliveryFilters,
  type DeliveryStatus,
  deliveryStatuses,
  type EndpointPatch,
  type ShownEndpoint,
  type WebhookDelivery,
  type WebhookEndpoint,
  webhookEventTypes,
  type WebhookEventType,
} from '@debrief/webhooks';
import { Flag, OneOf, SomeOf, Text, Whole } from '../../http/fields';
import { PageQuery } from './page.dto';

const url = {
  max: 2_048,
  description: 'https, on a host of the public internet',
  example: 'https://hooks.example.com/debrief',
};
const description = { min: 0, max: 256 };

/** Body of POST /api/webhooks. */
export class CreateWebhookBody {
  @Text({ ...url, required: true }) url: string;
  @SomeOf(webhookEventTypes, { default: webhookEventTypes }) events?: WebhookEventType[];
  @Text({ ...description, default: '' }) description?: string;
  @Text({ max: 256, description: 'Id or slug; absent: events of all projects' }) project_id?: string;
}

export const toCreateEndpoint = (body: CreateWebhookBody): CreateEndpoint => ({
  url: body.url,
  events: body.events,
  description: body.description,
  project: body.project_id,
});

/** Body of PATCH /api/webhooks/{id}: what is absent stays. */
export class PatchWebhookBody {
  @Text({ ...url, description: 'Another host gets a new secret' }) url?: string;
  @SomeOf(webhookEventTypes) events?: WebhookEventType[];
  @Text(description) description?: string;
  @Text({ max: 256, nullable: true, description: 'Id or slug; null: events of all projects' }) project_id?:
    string | null;
  @Flag({ description: 'Disabling ends what is on its way' }) enabled?: boolean;
}

export const toEndpointPatch = (body: PatchWebhookBody): EndpointPatch => ({
  url: body.url,
  events: body.events,
  description: body.description,
  project: body.project_id,
  enabled: body.enabled,
});

/** Body of POST /api/webhooks/{id}/rotate. */
export class RotateWebhookBody {
  @Whole({
    min: 0,
    max: 30 * 24 * 3_600,
    default: 86_400,
    description: 'The old secret signs, too, for this long; 0: not at all',
  })
  grace_seconds?: number;
}

/** Query of GET /api/webhooks/{id}/deliveries. */
export class WebhookDeliveriesQuery extends PageQuery {
  @OneOf(deliveryStatuses) status?: DeliveryStatus;
}

export const toDeliveryFilters = ({ status }: WebhookDeliveriesQuery): DeliveryFilters => ({ status });

export const toWebhookResponse = (endpoint: WebhookEndpoint) => ({
  id: endpoint.id,
  url: endpoint.url,
  description: endpoint.description,
  events: endpoint.events,
  project_id: endpoint.projectId,
  enabled: endpoint.enabled,
  disabled_reason: endpoint.disabledReason,
  failing_since: endpoint.failingSince,
  previous_secret_ends_at: endpoint.previousSecretEndsAt,
  created_at: endpoint.createdAt,
  updated_at: endpoint.updatedAt,
});

/** The only answers that hold the secret; null where it stays as it was. */
export const toShownWebhookResponse = ({ endpoint, secret }: ShownEndpoint) => ({
  webhook: toWebhookResponse(endpoint),
  secret,
});

export const toWebhooksResponse = (endpoints: readonly WebhookEndpoint[]) => ({
  webhooks: endpoints.map(toWebhookResponse),
  next_cursor: null,
});

export const toDeliveryResponse = (delivery: WebhookDelivery) => ({
  id: delivery.id,
  webhook_id: delivery.endpointId,
  message_id: delivery.messageId,
  type: delivery.eventType,
  payload: parseJson(delivery.payload),
  status: delivery.status,
  attempts: delivery.attempts,
  next_attempt_at: delivery.nextAttemptAt,
  last_attempt_at: delivery.lastAttemptAt,
  response_status: delivery.responseStatus,
  response_excerpt: delivery.responseExcerpt,
  reason: delivery.reason,
  duration_ms: delivery.durationMs,
  created_at: delivery.createdAt,
});

export const toDeliveriesResponse = ({ items, nextCursor }: Page<WebhookDelivery>) => ({
  deliveries: items.map(toDeliveryResponse),
  next_cursor: nextCursor,
});
