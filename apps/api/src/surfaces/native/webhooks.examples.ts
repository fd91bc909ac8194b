import { incidentExample } from './incidents.examples';

const webhookExample = {
  id: '0197c1de-8888-7c3d-9e1f-2a3b4c5d6e7f',
  url: 'https://hooks.example.com/debrief',
  description: 'On-call channel',
  events: ['incident.opened', 'incident.reopened'],
  project_id: null,
  enabled: true,
  disabled_reason: null,
  failing_since: null,
  previous_secret_ends_at: null,
  created_at: '2026-01-01T12:00:00.000Z',
  updated_at: '2026-01-01T12:00:00.000Z',
};

export const webhooksExample = { webhooks: [webhookExample], next_cursor: null };
export const newWebhookExample = { webhook: webhookExample, secret: 'whsec_…' };
export const rotatedWebhookExample = {
  webhook: { ...webhookExample, previous_secret_ends_at: '2026-01-02T12:00:00.000Z' },
  secret: 'whsec_…',
};
export const patchedWebhookExample = { webhook: webhookExample, secret: null };

const deliveryExample = {
  id: '0197c1de-aaaa-7c3d-9e1f-2a3b4c5d6e7f',
  webhook_id: webhookExample.id,
  message_id: 'msg_0197c1de-bbbb-7c3d-9e1f-2a3b4c5d6e7f',
  type: 'incident.opened',
  payload: {
    type: 'incident.opened',
    timestamp: '2026-01-01T12:00:00.000Z',
    data: {
      project_id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
      incident: incidentExample,
    },
  },
  status: 'pending',
  attempts: 1,
  next_attempt_at: '2026-01-01T12:00:05.500Z',
  last_attempt_at: '2026-01-01T12:00:00.000Z',
  response_status: 503,
  response_excerpt: 'try again later',
  reason: 'http_status',
  duration_ms: 84,
  created_at: '2026-01-01T12:00:00.000Z',
};

export const deliveriesExample = { deliveries: [deliveryExample], next_cursor: null };
export const newDeliveryExample = {
  delivery: {
    ...deliveryExample,
    attempts: 0,
    next_attempt_at: '2026-01-01T12:00:00.000Z',
    last_attempt_at: null,
    response_status: null,
    response_excerpt: null,
    reason: null,
    duration_ms: null,
  },
};
