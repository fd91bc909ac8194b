/** Webhooks: tells endpoints of a workspace what happened. Owns endpoints, their secrets and deliveries; not what is worth telling. */
export { WebhooksModule } from './webhooks.module';
