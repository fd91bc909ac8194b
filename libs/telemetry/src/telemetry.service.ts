import { CONFIG, type Config, Database } from '@debrief/infra';
import { findWireIds, MaskerCache } from '@debrief/ingestion';
import { forbidden, type JsonObject, type Scope } from '@debrief/kernel';
import { getProject, readAllowedPageOrigins, readHttpSlowMs } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { invalidBatch, readBatch } from './ingest/read-batch';
import { RequestAppender } from './ingest/request-appender';
import { countRequestsOf, type RequestCounts } from './queries/count.queries';
import { type FailedRequest, listFailures } from './queries/failures.queries';

/** Takes in HTTP requests, and tells other features what of them belongs to runs. */
@Injectable()
export class TelemetryService {
  private readonly appender: RequestAppender;

  constructor(
    private readonly database: Database,
    private readonly maskers: MaskerCache,
    @Inject(CONFIG) config: Config,
  ) {
    this.appender = new RequestAppender(database, config);
  }

  /**
   * Stores a batch as it was sent, all of it or nothing; what is stored already stays as it is.
   * @returns the number of items
   * @throws DomainError INVALID with each wrong field; UNAUTHENTICATED for a key that has ended; UNAVAILABLE
   */
  async ingest(scope: Scope, body: JsonObject): Promise<number> {
    const { workspaceId, projectId, actor } = scope;
    if (projectId === null) throw forbidden('Only the key of a project may ingest', 'wrong_principal');
    const { projectId: named, requests } = readBatch(body);
    if (!(await this.isOwn(scope, projectId, named)))
      throw invalidBatch({ projectId: 'must be the project of the API key' });
    const masker = await this.maskers.of(workspaceId, projectId);
    const keyId = actor.type === 'api_key' ? actor.id : null;
    await this.appender.append({ workspaceId, projectId, keyId, masker, requests });
    return requests.length;
  }

  /** Whether pages of an origin may report to the project of a key. */
  async allowsOrigin({ workspaceId, projectId }: Scope, origin: string): Promise<boolean> {
    if (projectId === null) return false;
    const allowed = await this.database.inWorkspace({ workspaceId }, (tx) => readAllowedPageOrigins(tx, projectId));
    return allowed.includes('*') || allowed.includes(origin);
  }

  /**
   * The failed requests that belong to runs of a project, by the runs' ids, oldest first and at most 1,000 in all.
   * @param projectId internal id
   */
  listFailuresByTraces(scope: Scope, projectId: string, externalTraceIds: readonly string[]): Promise<FailedRequest[]> {
    return this.database.inWorkspace(scope, (tx) => listFailures(tx, projectId, externalTraceIds));
  }

  /** How many requests belong to a run, and how many of them failed or were slow. @param trace internal ids */
  countOfTrace(scope: Scope, trace: { readonly id: string; readonly projectId: string }): Promise<RequestCounts> {
    const { id, projectId } = trace;
    return this.database.inWorkspace(scope, async (tx) => {
      const found = await findWireIds(tx, { traceIds: [id] });
      const wireIds = found.flatMap((one) => one.wireIds);
      return countRequestsOf(tx, { projectId, slowMs: await readHttpSlowMs(tx, projectId) }, wireIds);
    });
  }

  /** The id needs no look-up; a slug does. */
  private async isOwn(scope: Scope, projectId: string, named: string): Promise<boolean> {
    if (named.toLowerCase() === projectId) return true;
    const { slug } = await this.database.inWorkspace(scope, (tx) => getProject(tx, scope, projectId));
    return named === slug;
  }
}
