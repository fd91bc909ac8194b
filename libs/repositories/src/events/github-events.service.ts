import { Database, GITHUB_APP, type GithubApp, type WorkspaceTx } from '@debrief/infra';
import { DomainError, isJsonObject, notFound, parseJson, type Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { recordReceipt } from '../installations/receipts.queries';
import { findWorkspacesOfInstallation } from '../installations/installations.queries';
import { applyGithubEvent } from './apply-github-event';
import { readGithubEvent } from './read-github-event';

export interface GithubDelivery {
  /** As sent: the signature is of these bytes. */
  readonly body: Buffer;
  /** `X-Hub-Signature-256`. */
  readonly signature: string;
  /** `X-GitHub-Event`. */
  readonly event: string;
  /** `X-GitHub-Delivery`: the same when GitHub delivers again. */
  readonly deliveryId: string;
}

/** Takes in what GitHub tells about installations and pull requests. */
@Injectable()
export class GithubEventsService {
  constructor(
    private readonly database: Database,
    @Inject(GITHUB_APP) private readonly app: GithubApp | null,
  ) {}

  /**
   * Nothing of a delivery is read before its signature was checked. What concerns no workspace is ignored.
   * @returns whether anything was taken over; false also for a delivery that came before
   * @throws NOT_FOUND without an App; UNAUTHENTICATED; MALFORMED
   */
  async receive({ body, signature, event, deliveryId }: GithubDelivery, requestId: string): Promise<boolean> {
    if (!this.app) throw notFound('GitHub App', 'of this instance');
    if (!this.app.isSigned(body, signature))
      throw new DomainError('UNAUTHENTICATED', 'X-Hub-Signature-256 is not of this body');
    const payload = parseJson(body.toString('utf8'));
    if (!isJsonObject(payload)) throw new DomainError('MALFORMED', 'The body must be a JSON object');
    if (!/^[\w-]{1,100}$/.test(deliveryId)) throw new DomainError('MALFORMED', 'X-GitHub-Delivery is missing');
    const read = readGithubEvent(event, payload);
    if (!read) return false;
    const workspaces = await this.database.asSystem('github event', (tx) =>
      findWorkspacesOfInstallation(tx, read.installationId),
    );
    let isTaken = false;
    for (const workspaceId of workspaces) {
      const scope = scopeOf(workspaceId, requestId);
      isTaken = (await this.once(scope, deliveryId, (tx) => applyGithubEvent(tx, scope, read))) || isTaken;
    }
    return isTaken;
  }

  private once(scope: Scope, deliveryId: string, apply: (tx: WorkspaceTx) => Promise<void>): Promise<boolean> {
    return this.database.inWorkspace(scope, async (tx) => {
      if (!(await recordReceipt(tx, 'delivery', deliveryId))) return false;
      await apply(tx);
      return true;
    });
  }
}

const scopeOf = (workspaceId: string, requestId: string): Scope => ({
  workspaceId,
  projectId: null,
  actor: { type: 'job', id: 'github.event' },
  requestId,
});
