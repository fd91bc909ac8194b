import { Cursors, Database, enqueue, pageById, type Page, type PageRequest, type WorkspaceTx } from '@debrief/infra';
import { conflict, isUuid, notFound, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { auditTarget } from '../endpoints/audit-endpoint';
import { findEndpoint } from '../endpoints/endpoints.queries';
import { type WebhookDelivery, type WebhookEndpoint, webhookTestType } from '../webhook.types';
import { type DeliveryFilters, restartDelivery, selectDeliveryPage } from './deliveries.queries';
import { addDelivery, toMessage } from './publish-webhook';

/** What was sent to an endpoint, and sending it again. */
@Injectable()
export class WebhookDeliveriesService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /** Newest first, of the last 30 days. @throws DomainError NOT_FOUND; MALFORMED `invalid_cursor` */
  list(
    scope: Scope,
    endpointId: string,
    filters: DeliveryFilters,
    request: PageRequest,
  ): Promise<Page<WebhookDelivery>> {
    const bond = { workspaceId: scope.workspaceId, list: 'webhook-deliveries', filters: { endpointId, ...filters } };
    return this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getEndpoint(tx, endpointId);
      return pageById(this.cursors, bond, request, (page) => selectDeliveryPage(tx, id, filters, page));
    });
  }

  /** Sends a message that says nothing. @throws DomainError NOT_FOUND; CONFLICT for a disabled endpoint */
  sendTest(scope: Scope, endpointId: string, now = new Date()): Promise<WebhookDelivery> {
    return this.database.inWorkspace(scope, async (tx) => {
      const endpoint = await getEnabledEndpoint(tx, endpointId);
      const message = toMessage(webhookTestType, { webhook_id: endpoint.id }, now);
      const delivery = await addDelivery(tx, endpoint.id, message);
      await recordAudit(tx, scope, {
        action: 'webhook.test',
        ...auditTarget(endpoint),
        details: { delivery_id: delivery.id },
      });
      return delivery;
    });
  }

  /**
   * Sends a message again, whatever became of it, under the same `webhook-id`; its schedule of retries begins anew.
   * @throws DomainError NOT_FOUND (endpoint, delivery); CONFLICT for a disabled endpoint
   */
  redeliver(scope: Scope, endpointId: string, deliveryId: string, now = new Date()): Promise<WebhookDelivery> {
    return this.database.inWorkspace(scope, async (tx) => {
      const endpoint = await getEnabledEndpoint(tx, endpointId);
      const key = { endpointId: endpoint.id, id: deliveryId };
      const delivery = isUuid(deliveryId) ? await restartDelivery(tx, key, now) : undefined;
      if (!delivery) throw notFound('delivery', deliveryId);
      await enqueue(tx, 'webhooks.deliver', { deliveryId });
      await recordAudit(tx, scope, {
        action: 'webhook.redeliver',
        ...auditTarget(endpoint),
        details: { delivery_id: deliveryId },
      });
      return delivery;
    });
  }
}

const getEndpoint = async (tx: WorkspaceTx, id: string): Promise<WebhookEndpoint> => {
  const endpoint = isUuid(id) ? await findEndpoint(tx, id) : undefined;
  if (!endpoint) throw notFound('webhook', id);
  return endpoint;
};

const getEnabledEndpoint = async (tx: WorkspaceTx, id: string): Promise<WebhookEndpoint> => {
  const endpoint = await getEndpoint(tx, id);
  if (!endpoint.enabled) throw conflict('The webhook is disabled');
  return endpoint;
};
