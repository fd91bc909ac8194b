import { Database, enqueue, enqueueForWorkspaces, type JobPayload, type SystemTx } from '@debrief/infra';
import { batchByEvents, type ExpiredTrace, ExpiryService } from '@debrief/ingestion';
import { type Scope, unavailable } from '@debrief/kernel';
import { TenancyExpiryService } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { ARTIFACT_REMOVER, type ArtifactRemover } from './artifact-remover';

export interface RetentionRequest {
  readonly projectId: string;
  /** Traces looked at, at most. */
  readonly limit: number;
  readonly isDryRun: boolean;
  /** Goes on behind this trace. */
  readonly afterTraceId?: string;
}

/** What went; in a dry run what would go (artifacts are not counted then). */
export interface RetentionResult {
  readonly traces: number;
  readonly events: number;
  readonly artifacts: number;
  /** External ids of traces that stay because an object could not be deleted. */
  readonly failed: readonly string[];
  /** The last trace looked at, when there may be more behind it. */
  readonly lastTraceId: string | null;
}

const jobLimit = 500;
const eventsPerTransaction = 50_000;

/** Removes runs: objects, then rows. Every step may be repeated; what was removed is not found again. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: Database,
    private readonly expiry: ExpiryService,
    private readonly tenancy: TenancyExpiryService,
    @Inject(ARTIFACT_REMOVER) private readonly artifacts: ArtifactRemover,
  ) {}

  /** Removes the oldest expired traces of a project. A trace with an object that cannot be deleted stays, with its rows. */
  async run(scope: Scope, { projectId, limit, isDryRun, afterTraceId }: RetentionRequest): Promise<RetentionResult> {
    const expired = await this.expiry.listExpired(scope, { projectId, limit, afterId: afterTraceId });
    const total = { traces: 0, events: 0, artifacts: 0, failed: [] as string[] };
    const lastTraceId = expired.length === limit ? (expired.at(-1)?.id ?? null) : null;
    if (isDryRun) return { ...total, traces: expired.length, events: expired.reduce((sum, { eventCount }) => sum + eventCount, 0), lastTraceId };
    for (const batch of batchByEvents(expired, eventsPerTransaction)) {
      const removed = await this.removeBatch(scope, projectId, batch);
      total.traces += removed.traces;
      total.events += removed.events;
      total.artifacts += removed.artifacts;
      total.failed.push(...removed.failed);
    }
    return { ...total, lastTraceId };
  }

  /** The job: one run, and the next job while there may be more. A deleted project without traces goes, too. */
  async expireTraces(scope: Scope, { projectId, afterTraceId }: JobPayload<'retention.expire-traces'>): Promise<void> {
    const { lastTraceId } = await this.run(scope, { projectId, afterTraceId, limit: jobLimit, isDryRun: false });
    if (lastTraceId === null) await this.tenancy.removeDeletedProject(scope, projectId);
    else await this.database.inWorkspace(scope, (tx) => enqueue(tx, 'retention.expire-traces', { projectId, afterTraceId: lastTraceId }));
  }

  /**
   * Deletes one trace with its stored objects.
   * @throws DomainError NOT_FOUND; UNAVAILABLE when an object cannot be deleted now; CONFLICT when an upload came meanwhile
   */
  async deleteTrace(scope: Scope, externalId: string, project?: string): Promise<void> {
    const trace = await this.expiry.locate(scope, externalId, project);
    const { failedTraceIds } = await this.artifacts.removeOfTraces(scope, [trace.id]);
    if (failedTraceIds.length > 0) throw unavailable(`The stored objects of trace ${externalId} cannot be deleted now`, 5);
    await this.expiry.deleteTrace(scope, trace);
  }

  /** Asks for `expireTraces` in each project that has something to remove. */
  async sweep(tx: SystemTx): Promise<void> {
    const projects = await this.expiry.listProjectsWithExpired(tx);
    await enqueueForWorkspaces(tx, 'retention.expire-traces', projects.map(({ workspaceId, projectId }) => ({ workspaceId, payload: { projectId } })));
  }

  private async removeBatch(scope: Scope, projectId: string, batch: readonly ExpiredTrace[]) {
    const { removed, failedTraceIds } = await this.artifacts.removeOfTraces(scope, batch.map(({ id }) => id));
    const hasFailed = new Set(failedTraceIds);
    const deleted = await this.expiry.deleteExpired(scope, projectId, batch.map(({ id }) => id).filter((id) => !hasFailed.has(id)));
    return { ...deleted, artifacts: removed, failed: batch.filter(({ id }) => hasFailed.has(id)).map(({ externalId }) => externalId) };
  }
}
