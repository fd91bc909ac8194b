import type { WebhookEndpoint } from '../webhook.types';

export const auditTarget = ({ id, projectId }: Pick<WebhookEndpoint, 'id' | 'projectId'>) => ({
  targetType: 'webhook_endpoint',
  targetId: id,
  projectId,
});

/** Of the URL only where it leads: path and query of many receivers are a credential. */
export const auditDetails = ({ url, description, events, projectId, enabled }: WebhookEndpoint) => ({
  host: new URL(url).origin,
  description,
  events,
  project_id: projectId,
  enabled,
});
