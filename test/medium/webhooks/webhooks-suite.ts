import type { JsonObject, Scope } from '@debrief/kernel';
import { publishWebhook, WebhookSender, type WebhookEventType } from '@debrief/webhooks';
import { type ApiAnswer, type ApiServer, startApi } from '../../factories/api-server';
import { type TenancySuite, useTenancy } from '../../factories/tenancy-suite';
import { startWorker, type TestWorker } from '../../factories/worker';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';
import { environmentWith } from '../jobs/config-with';
import { type Receiver, startReceiver } from '../../setup/webhook-receiver';

/** A webhook as the API gives it. */
export interface WebhookAnswer {
  readonly id: string;
  readonly enabled: boolean;
  readonly disabled_reason: string | null;
  readonly failing_since: string | null;
  readonly [field: string]: unknown;
}

export interface DeliveryAnswer {
  readonly id: string;
  readonly message_id: string;
  readonly status: string;
  readonly attempts: number;
  readonly reason: string | null;
  readonly next_attempt_at: string | null;
  readonly response_excerpt: string | null;
  readonly [field: string]: unknown;
}

export interface WebhooksSuite extends TenancySuite {
  readonly api: ApiServer;
  readonly worker: TestWorker;
  readonly receiver: Receiver;
  /** A workspace of the test's own. */
  own: WorkspaceFixture;
  /** As the workspace's owner. */
  call(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** A webhook at the receiver. @returns it and its secret */
  create(body?: object): Promise<{ readonly webhook: WebhookAnswer; readonly secret: string }>;
  publish(type?: WebhookEventType, data?: JsonObject, projectId?: string): Promise<void>;
  /** Does what the queue holds. */
  work(): Promise<void>;
  /** Newest first. */
  deliveries(webhookId: string, query?: string): Promise<DeliveryAnswer[]>;
  read(webhookId: string): Promise<WebhookAnswer>;
  /** One attempt, as if it were then. */
  deliverAt(deliveryId: string, now: Date): Promise<void>;
  /** Actions of the audit log, oldest first, with their details. */
  audited(): Promise<{ readonly action: string; readonly actor: object; readonly details: unknown }[]>;
}

/** Api, worker and a receiver on loopback, which the operator allows. Call it inside `describe`. */
export const useWebhooks = (): WebhooksSuite => {
  const suite = useTenancy() as WebhooksSuite;
  const scopeOfJob = (): Scope => ({ ...suite.own.scope, actor: { type: 'job', id: 'webhooks.deliver' } });

  beforeAll(async () => {
    const env = { OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' };
    const api = await startApi(suite.test.databaseUrl, env);
    const worker = await startWorker(environmentWith(suite.test, env));
    const receiver = await startReceiver();
    const call: WebhooksSuite['call'] = async (method, path, body) =>
      api.call(await api.tokenOf(suite.own.userId, suite.own.email), method, path, body);
    const verbs: Omit<WebhooksSuite, keyof TenancySuite | 'own'> = {
      api,
      worker,
      receiver,
      call,
      create: async (body = {}) => {
        const answer = await call('POST', '/api/webhooks', { url: receiver.url, ...body });
        if (answer.status !== 201) throw new Error(`no webhook was made: ${JSON.stringify(answer.body)}`);
        return answer.body as never;
      },
      publish: (type = 'incident.opened', data = {}, projectId = suite.own.projectId) =>
        suite.database.inWorkspace(suite.own.scope, (tx) => publishWebhook(tx, { type, projectId, data })),
      work: () => worker.work(),
      deliveries: async (id, query = '') =>
        (await call('GET', `/api/webhooks/${id}/deliveries${query}`)).body['deliveries'] as DeliveryAnswer[],
      read: async (id) => {
        const { webhooks } = (await call('GET', '/api/webhooks')).body as { webhooks: WebhookAnswer[] };
        const found = webhooks.find((one) => one.id === id);
        if (!found) throw new Error(`no webhook ${id}`);
        return found;
      },
      deliverAt: (id, now) => worker.app.get(WebhookSender).deliver(scopeOfJob(), id, now),
      audited: async () =>
        (
          (await call('GET', '/api/audit-log?limit=200')).body['entries'] as {
            action: string;
            actor: object;
            details: unknown;
          }[]
        )
          .filter(({ action }) => action.startsWith('webhook.'))
          .reverse(),
    };
    Object.assign(suite, verbs);
  });
  afterAll(async () => {
    suite.receiver.close();
    await suite.worker.close();
    await suite.api.close();
  });
  beforeEach(async () => {
    suite.own = await createWorkspaceFixture(suite.database);
    suite.receiver.startOver();
  });
  return suite;
};
