/** Webhooks: tells endpoints of a workspace what happened. Owns endpoints, their secrets and deliveries; not what is worth telling. */
export type { DeliveryFilters } from './deliveries/deliveries.queries';
export { publishWebhook, type WebhookEvent } from './deliveries/publish-webhook';
export { signMessage } from './deliveries/sign-message';
export { deleteOldDeliveries, sweepDeliveries } from './deliveries/sweep-deliveries';
export type { MaskText } from './deliveries/take-excerpt';
export { WebhookDeliveriesService } from './deliveries/webhook-deliveries.service';
export { WebhookSender } from './deliveries/webhook-sender';
export type { EndpointPatch } from './endpoints/decide-change';
export { newWebhookSecret } from './endpoints/endpoint-secrets';
export {
  type CreateEndpoint,
  type ShownEndpoint,
  WebhookEndpointsService,
} from './endpoints/webhook-endpoints.service';
export {
  deliveryStatuses,
  type DeliveryStatus,
  type WebhookDelivery,
  type WebhookEndpoint,
  webhookEventTypes,
  type WebhookEventType,
} from './webhook.types';
export { WebhookSenderModule } from './webhook-sender.module';
export { WebhooksModule } from './webhooks.module';
