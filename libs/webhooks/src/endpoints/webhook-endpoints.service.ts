import { type Config, CONFIG, Database, isSameHost, OutboundClient, SecretBox, type WorkspaceTx } from '@debrief/infra';
import { conflict, invalid, isUuid, newId, notFound, type Scope } from '@debrief/kernel';
import { getProject, readAllowedOutboundHosts, recordAudit } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { failPending } from '../deliveries/deliveries.queries';
import { type WebhookEndpoint, type WebhookEventType, webhookEventTypes } from '../webhook.types';
import { auditDetails, auditTarget } from './audit-endpoint';
import { decideChange, type EndpointPatch } from './decide-change';
import { newWebhookSecret, webhookSecretPurpose } from './endpoint-secrets';
import {
  deleteEndpoint,
  insertEndpoint,
  listEndpoints,
  lockEndpoint,
  type SealedSecrets,
  updateEndpoint,
} from './endpoints.queries';

export interface CreateEndpoint {
  readonly url: string;
  readonly description?: string;
  /** All when absent. */
  readonly events?: readonly WebhookEventType[];
  /** Id or slug; absent: all projects. */
  readonly project?: string | null;
}

/** An endpoint with its secret where that is new: it is shown once. */
export interface ShownEndpoint {
  readonly endpoint: WebhookEndpoint;
  readonly secret: string | null;
}

const maxEndpoints = 50;
const maxGraceSeconds = 30 * 24 * 3_600;

/** Where a workspace wants to be told what happened, and what signs that. */
@Injectable()
export class WebhookEndpointsService {
  private readonly box: SecretBox;

  constructor(
    private readonly database: Database,
    private readonly outbound: OutboundClient,
    @Inject(CONFIG) config: Pick<Config, 'secret'>,
  ) {
    this.box = new SecretBox(config.secret, webhookSecretPurpose);
  }

  /** Newest first; there are 50 at most. */
  list(scope: Scope): Promise<WebhookEndpoint[]> {
    return this.database.inWorkspace(scope, listEndpoints);
  }

  /** @throws DomainError INVALID (url, events), NOT_FOUND (project), CONFLICT when there are as many as there may be */
  async create(scope: Scope, input: CreateEndpoint): Promise<ShownEndpoint> {
    const url = await this.checkUrl(scope, input.url);
    const events = toEvents(input.events);
    const [id, secret] = [newId(), newWebhookSecret()];
    return this.database.inWorkspace(scope, async (tx) => {
      if ((await listEndpoints(tx)).length >= maxEndpoints)
        throw conflict(`A workspace has at most ${maxEndpoints} webhooks`);
      const endpoint = await insertEndpoint(tx, {
        id,
        projectId: (await findProjectId(tx, scope, input.project)) ?? null,
        url,
        description: input.description ?? '',
        events,
        secret: this.box.seal(secret, id),
      });
      await recordAudit(tx, scope, {
        action: 'webhook.create',
        ...auditTarget(endpoint),
        details: auditDetails(endpoint),
      });
      return { endpoint, secret };
    });
  }

  /**
   * Changes what is sent. Another host gets a new secret, and the old one is forgotten: who runs the old host knows it. Disabling ends
   * what is on its way; enabling begins with a clean record.
   * @throws DomainError NOT_FOUND (endpoint, project), INVALID
   */
  async update(scope: Scope, id: string, patch: EndpointPatch): Promise<ShownEndpoint> {
    const url = patch.url === undefined ? undefined : await this.checkUrl(scope, patch.url);
    const events = patch.events && toEvents(patch.events);
    return this.database.inWorkspace(scope, async (tx) => {
      const stored = await getForChange(tx, id);
      const projectId = await findProjectId(tx, scope, patch.project);
      const { change, changed } = decideChange(stored, { ...patch, url, events, projectId });
      if (!changed) return { endpoint: stored, secret: null };
      const secret = isSameHost(stored.url, change.url) ? null : newWebhookSecret();
      const endpoint = await updateEndpoint(tx, id, { ...change, ...(secret && this.replaceSecret(id, secret)) });
      if (stored.enabled && !endpoint.enabled) await failPending(tx, id, 'endpoint_disabled');
      await recordAudit(tx, scope, {
        action: 'webhook.update',
        ...auditTarget(endpoint),
        details: { ...changed, new_secret: secret !== null },
      });
      return { endpoint, secret };
    });
  }

  /** With all of its deliveries. @throws DomainError NOT_FOUND */
  delete(scope: Scope, id: string): Promise<void> {
    return this.database.inWorkspace(scope, async (tx) => {
      const stored = await getForChange(tx, id);
      await deleteEndpoint(tx, id);
      await recordAudit(tx, scope, { action: 'webhook.delete', ...auditTarget(stored), details: auditDetails(stored) });
    });
  }

  /**
   * A new secret; the one that stands signs beside it for `graceSeconds` more, 0 being not at all.
   * @throws DomainError NOT_FOUND; INVALID (grace_seconds outside 0 … 30 days)
   */
  rotate(scope: Scope, id: string, graceSeconds: number, now = new Date()): Promise<ShownEndpoint> {
    if (!Number.isInteger(graceSeconds) || graceSeconds < 0 || graceSeconds > maxGraceSeconds)
      throw invalid('grace_seconds', `must be a whole number from 0 to ${maxGraceSeconds}`);
    const secret = newWebhookSecret();
    return this.database.inWorkspace(scope, async (tx) => {
      const stored = await getForChange(tx, id);
      const previous = graceSeconds > 0 && {
        previousSecret: stored.secret,
        previousSecretEndsAt: new Date(now.getTime() + graceSeconds * 1_000),
      };
      const endpoint = await updateEndpoint(tx, id, { ...this.replaceSecret(id, secret), ...previous });
      await recordAudit(tx, scope, {
        action: 'webhook.rotate',
        ...auditTarget(endpoint),
        details: { grace_seconds: graceSeconds },
      });
      return { endpoint, secret };
    });
  }

  private replaceSecret(id: string, secret: string): SealedSecrets {
    return { secret: this.box.seal(secret, id), previousSecret: null, previousSecretEndsAt: null };
  }

  /** Looks where the host leads; outside of a transaction. */
  private async checkUrl(scope: Scope, url: string): Promise<string> {
    const allowedHosts = await this.database.inWorkspace(scope, readAllowedOutboundHosts);
    return (await this.outbound.checkHost('url', url, allowedHosts)).href;
  }
}

const getForChange = async (tx: WorkspaceTx, id: string): Promise<WebhookEndpoint & SealedSecrets> => {
  const endpoint = isUuid(id) ? await lockEndpoint(tx, id) : undefined;
  if (!endpoint) throw notFound('webhook', id);
  return endpoint;
};

const findProjectId = async <T extends null | undefined>(
  tx: WorkspaceTx,
  scope: Scope,
  project: string | T,
): Promise<string | T> => (typeof project === 'string' ? (await getProject(tx, scope, project)).id : project);

const toEvents = (asked: readonly WebhookEventType[] = webhookEventTypes): WebhookEventType[] => {
  const events = webhookEventTypes.filter((type) => asked.includes(type));
  if (events.length === 0) throw invalid('events', `must name at least one of ${webhookEventTypes.join(', ')}`);
  return events;
};
