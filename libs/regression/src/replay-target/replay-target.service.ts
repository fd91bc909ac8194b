import { type Config, CONFIG, Database, isSameHost, OutboundClient, SecretBox } from '@debrief/infra';
import { invalid, type Scope } from '@debrief/kernel';
import {
  changedFields,
  getProject,
  getProjectForChange,
  readAllowedOutboundHosts,
  recordAudit,
} from '@debrief/tenancy';
import { newWebhookSecret } from '@debrief/webhooks';
import { Inject, Injectable } from '@nestjs/common';
import { findReplayTarget, findSealedSecret, insertReplayTarget, updateReplayTarget } from './replay-target.queries';
import type { ReplayTarget, ReplayTargetChange } from './replay-target.types';

const defaultDeadlineSeconds = 1_800;

/** What sends a message to a project's webhook. */
export interface OpenWebhook {
  readonly url: string;
  readonly secret: string;
  /** The workspace's. */
  readonly allowedHosts: readonly string[];
}

/** Where the runs after a change come from, project by project. */
@Injectable()
export class ReplayTargetService {
  private readonly secrets: SecretBox;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) config: Pick<Config, 'secret'>,
    private readonly outbound: OutboundClient,
  ) {
    this.secrets = new SecretBox(config.secret, 'replay-target');
  }

  /** Undefined when the project has none. @throws DomainError NOT_FOUND (project) */
  find(scope: Scope, project: string): Promise<ReplayTarget | undefined> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getProject(tx, scope, project);
      return findReplayTarget(tx, id);
    });
  }

  /** Where a project's webhook is and what signs it; undefined when there is none, or it is switched off. */
  openWebhook(scope: Scope, projectId: string): Promise<OpenWebhook | undefined> {
    return this.database.inWorkspace(scope, async (tx) => {
      const target = await findReplayTarget(tx, projectId);
      const sealed = target?.enabled ? await findSealedSecret(tx, projectId) : null;
      if (!target?.url || !sealed) return undefined;
      const allowedHosts = await readAllowedOutboundHosts(tx);
      return { url: target.url, secret: this.secrets.open(sealed, projectId), allowedHosts };
    });
  }

  /**
   * Sets what is sent. A webhook that is new, or whose host changes, gets a secret of its own: the old host could sign with the old one.
   * @returns the secret only where it is new: it is shown once
   * @throws DomainError NOT_FOUND (project); INVALID
   */
  put(
    scope: Scope,
    project: string,
    change: ReplayTargetChange,
  ): Promise<{ readonly target: ReplayTarget; readonly secret: string | null }> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id: projectId } = await getProjectForChange(tx, scope, project);
      const stored = await findReplayTarget(tx, projectId);
      if (change.url !== undefined) this.outbound.checkUrl('url', change.url, await readAllowedOutboundHosts(tx));
      const wanted = decideTarget(stored, change);
      const secret = needsSecret(stored, wanted) ? newWebhookSecret() : null;
      const changed = changedFields(stored ? toDetails(stored) : {}, toDetails(wanted));
      if (stored && !changed) return { target: stored, secret: null };
      await recordAudit(tx, scope, {
        action: 'replay_target.update',
        targetType: 'project',
        targetId: projectId,
        projectId,
        details: { ...changed, new_secret: secret !== null },
      });
      // Undefined keeps the one that is stored.
      const sealed = wanted.kind === 'pull' ? null : secret === null ? undefined : this.secrets.seal(secret, projectId);
      const target = stored
        ? await updateReplayTarget(tx, projectId, { ...wanted, secret: sealed })
        : await insertReplayTarget(tx, { projectId, ...wanted, secret: sealed });
      return { target, secret };
    });
  }
}

type Wanted = Pick<ReplayTarget, 'kind' | 'url' | 'enabled' | 'deadlineSeconds'>;

const decideTarget = (stored: ReplayTarget | undefined, change: ReplayTargetChange): Wanted => {
  const kind = change.kind ?? stored?.kind;
  if (kind === undefined) throw invalid('kind', 'is required');
  const url = kind === 'webhook' ? (change.url ?? stored?.url ?? null) : null;
  if (kind === 'webhook' && url === null) throw invalid('url', 'is required for a webhook');
  return {
    kind,
    url,
    enabled: change.enabled ?? stored?.enabled ?? true,
    deadlineSeconds: change.deadlineSeconds ?? stored?.deadlineSeconds ?? defaultDeadlineSeconds,
  };
};

const needsSecret = (stored: ReplayTarget | undefined, { url }: Wanted): boolean =>
  url !== null && (!stored?.url || !isSameHost(stored.url, url));

const toDetails = ({ kind, url, enabled, deadlineSeconds }: Wanted) => ({
  kind,
  url,
  enabled,
  deadline_seconds: deadlineSeconds,
});
