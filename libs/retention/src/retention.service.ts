import { ArtifactsService } from '@debrief/artifacts';
import { Database, enqueue, enqueueForWorkspaces, type JobPayload, type SystemTx } from '@debrief/infra';
import { batchByEvents, type DoomedTraces, type ExpiredTrace, ExpiryService } from '@debrief/ingestion';
import { type Scope, unavailable } from '@debrief/kernel';
import { getProject, locateProject, TenancyExpiryService } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { addResults, dryResult, nothingRemoved } from './add-results';
import type { RetentionRequest, RetentionResult } from './retention.types';

const jobLimit = 500;
const eventsPerTransaction = 50_000;

/** Removes runs: objects, then rows. Every step may be repeated; what was removed is not found again. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: Database,
    private readonly expiry: ExpiryService,
    private readonly tenancy: TenancyExpiryService,
    private readonly artifacts: ArtifactsService,
  ) {}

  /**
   * Removes expired traces of one project, or of the workspace project by project, `limit` at most, and expired logs, metrics and HTTP requests. A trace
   * of which an object cannot be deleted stays, with its rows.
   * @throws DomainError NOT_FOUND project; UNAVAILABLE when the object store cannot be reached: what was removed until then is removed
   */
  async run(scope: Scope, { project, limit, isDryRun }: RetentionRequest): Promise<RetentionResult> {
    let total = nothingRemoved;
    let left = limit;
    for (const projectId of await this.listProjects(scope, project)) {
      const expired = await this.expiry.listExpired(scope, { projectId, limit: left + 1 });
      const looked = expired.slice(0, left);
      total = addResults(total, isDryRun ? dryResult(looked) : await this.remove(scope, projectId, looked));
      left -= looked.length;
      if (!isDryRun) await this.expiry.deleteExpiredSignals(scope, projectId);
      if (expired.length > looked.length) return { ...total, hasMore: true };
    }
    return total;
  }

  /** The job: one bounded run, and the next job while there is more behind it. A deleted project without traces goes, too. */
  async expireTraces(scope: Scope, { projectId, afterTraceId }: JobPayload<'retention.expire-traces'>): Promise<void> {
    const expired = await this.expiry.listExpired(scope, { projectId, limit: jobLimit, afterId: afterTraceId });
    await this.remove(scope, projectId, expired);
    const last = expired.length === jobLimit ? expired.at(-1) : undefined;
    if (last)
      await this.database.inWorkspace(scope, (tx) =>
        enqueue(tx, 'retention.expire-traces', { projectId, afterTraceId: last.id }),
      );
    else {
      await this.expiry.deleteExpiredSignals(scope, projectId);
      await this.tenancy.removeDeletedProject(scope, projectId);
    }
  }

  /**
   * Deletes one trace with its stored objects.
   * @param project id or slug: narrows the look-up
   * @throws DomainError NOT_FOUND; UNAVAILABLE when an object cannot be deleted now; CONFLICT when an upload came meanwhile
   */
  async deleteTrace(scope: Scope, externalId: string, project?: string): Promise<void> {
    const trace = await this.expiry.locate(scope, externalId, project);
    const { failedTraceIds } = await this.artifacts.removeOfTraces(scope, [trace.id]);
    if (failedTraceIds.length > 0)
      throw unavailable(`The stored objects of trace ${externalId} cannot be deleted now`, 5);
    await this.expiry.deleteTrace(scope, trace);
  }

  /**
   * Deletes runs of a project with their stored objects, all or none. Ids that are unknown are left out.
   * @param project id, slug or `default`
   * @throws DomainError NOT_FOUND project; CONFLICT `project_ambiguous`, or when an upload came meanwhile; UNAVAILABLE when an object
   * cannot be deleted now
   */
  async deleteTraces(scope: Scope, project: string, doomed: DoomedTraces): Promise<void> {
    const projectId = await this.database.inWorkspace(scope, (tx) => locateProject(tx, scope, project));
    const traces = await this.expiry.findDoomed(scope, projectId, doomed);
    const ids = traces.map(({ id }) => id);
    const { failedTraceIds } = await this.artifacts.removeOfTraces(scope, ids);
    if (failedTraceIds.length > 0) throw unavailable('Stored objects of the traces cannot be deleted now', 5);
    await this.expiry.deleteTraces(scope, projectId, traces);
  }

  /** Asks for `expireTraces` in each project that has something to remove. */
  async sweep(tx: SystemTx): Promise<void> {
    const projects = await this.expiry.listProjectsWithExpired(tx);
    await enqueueForWorkspaces(
      tx,
      'retention.expire-traces',
      projects.map(({ workspaceId, projectId }) => ({ workspaceId, payload: { projectId } })),
    );
  }

  private listProjects(scope: Scope, project: string | undefined): Promise<string[]> {
    return this.database.inWorkspace(scope, async (tx) => {
      if (project !== undefined) return [(await getProject(tx, scope, project)).id];
      return (await this.expiry.listProjectsWithExpired(tx)).map(({ projectId }) => projectId);
    });
  }

  private async remove(scope: Scope, projectId: string, traces: readonly ExpiredTrace[]): Promise<RetentionResult> {
    let total = nothingRemoved;
    for (const batch of batchByEvents(traces, eventsPerTransaction)) {
      const { removed, failedTraceIds } = await this.artifacts.removeOfTraces(
        scope,
        batch.map(({ id }) => id),
      );
      const isStuck = ({ id }: ExpiredTrace): boolean => failedTraceIds.includes(id);
      const free = batch.filter((trace) => !isStuck(trace)).map(({ id }) => id);
      const deleted = await this.expiry.deleteExpired(scope, projectId, { ids: free, artifacts: removed });
      const failed = batch.filter(isStuck).map(({ externalId }) => ({ projectId, externalId }));
      total = addResults(total, { ...deleted, artifacts: removed, failed, hasMore: false });
    }
    return total;
  }
}
