import { Cursors, Database, LIVE_BUS, type LiveBus, type PageRequest } from '@debrief/infra';
import { type JsonObject, notFound, type Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { locateRun } from '../recording/locate-run';
import { readCountedPage } from '../recording/counted-page';
import { RecordingContexts } from '../recording/recording-context';
import type { CountedPage, Recorded } from '../recording/recording.types';
import type { Checkpoint, CheckpointFilters, SentCheckpoint } from './checkpoint.types';
import { checkpointRows, findCheckpoint, loadCheckpoints } from './checkpoints.queries';
import { readCheckpoint } from './read-checkpoint';
import { recordCheckpoint, type Restoration } from './record-checkpoint';

const maxName = 256;

/** What a run's files were at moments of it: names, hashes and the commit, never contents. */
@Injectable()
export class CheckpointsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly contexts: RecordingContexts,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
  ) {}

  /**
   * Records what a route, or a `checkpoint-create` of a batch, brings. The same content under the same id is the checkpoint that is there.
   * @param projectId internal id of a project that the caller sees
   * @throws DomainError INVALID with the field; NOT_FOUND trace; CONFLICT other content under that id
   */
  record(scope: Scope, projectId: string, body: JsonObject): Promise<Recorded<Checkpoint>> {
    return this.write(scope, projectId, readCheckpoint(body));
  }

  /**
   * Notes that a client is about to go back to a checkpoint: a new one of type `restore`. Nothing on any disk is changed.
   * @param traceId external id of the run that goes back; default: the checkpoint's own
   * @throws DomainError NOT_FOUND checkpoint or trace
   */
  async restore(scope: Scope, projectId: string, id: string, traceId?: string): Promise<Checkpoint> {
    const source = await this.get(scope, projectId, id);
    const sent: SentCheckpoint = {
      id: null,
      traceId: traceId ?? source.traceId,
      observationId: null,
      name: `Rollback from ${source.name}`.slice(0, maxName).toWellFormed(),
      type: 'restore',
      description: null,
      gitCommitSha: source.gitCommitSha,
      gitBranch: source.gitBranch,
      gitRepoUrl: source.gitRepoUrl,
      filesSnapshot: source.filesSnapshot,
      filesChanged: source.filesChanged,
      totalFiles: source.totalFiles,
      totalSizeBytes: source.totalSizeBytes,
      timestamp: null,
    };
    return (await this.write(scope, projectId, sent, { restoredFrom: source.externalId, restoredAt: new Date() })).item;
  }

  /** @throws DomainError NOT_FOUND */
  async get(scope: Scope, projectId: string, id: string): Promise<Checkpoint> {
    const found = await this.database.inWorkspace(scope, (tx) => findCheckpoint(tx, projectId, id));
    if (!found) throw notFound('checkpoint', id);
    const { contentHash: _hash, ...checkpoint } = found;
    return checkpoint;
  }

  /** Newest first. @throws DomainError MALFORMED `invalid_cursor` */
  list(
    scope: Scope,
    projectId: string,
    filters: CheckpointFilters,
    page: PageRequest,
  ): Promise<CountedPage<Checkpoint>> {
    return this.database.inWorkspace(scope, (tx) =>
      readCountedPage(tx, {
        cursors: this.cursors,
        bond: { workspaceId: scope.workspaceId, list: `checkpoints/${projectId}`, filters: { ...filters } },
        page,
        rows: checkpointRows(projectId, filters),
        isFiltered: Object.values(filters).some((value) => value !== undefined),
        load: (ids) => loadCheckpoints(tx, ids),
      }),
    );
  }

  /** Those of one run, newest first. @throws DomainError NOT_FOUND trace; MALFORMED `invalid_cursor` */
  async listOfTrace(
    scope: Scope,
    projectId: string,
    traceId: string,
    page: PageRequest,
  ): Promise<CountedPage<Checkpoint>> {
    await this.database.inWorkspace(scope, (tx) => locateRun(tx, projectId, traceId));
    return this.list(scope, projectId, { traceId }, page);
  }

  private async write(
    scope: Scope,
    projectId: string,
    sent: SentCheckpoint,
    restoration?: Restoration,
  ): Promise<Recorded<Checkpoint>> {
    const context = await this.contexts.of(scope, projectId);
    const recorded = await this.database.inWorkspace(scope, (tx) =>
      recordCheckpoint(tx, projectId, sent, context, restoration),
    );
    if (recorded.isNew) this.bus.announce(scope.workspaceId);
    return recorded;
  }
}
