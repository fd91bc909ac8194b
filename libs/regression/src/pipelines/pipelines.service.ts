import { type Config, CONFIG, Database, enqueue, LIVE_BUS, type LiveBus, type WorkspaceTx } from '@debrief/infra';
import { type FixRun, FixAgentService } from '@debrief/fix-agent';
import { conflict, invalid, type JsonObject, notFound, type Scope } from '@debrief/kernel';
import {
  changeCiRun,
  type CiRun,
  type CiRunPatch,
  CiRunsService,
  isFinal,
  linkCiTraces,
  locateCiRun,
  nameRegressionRun,
  readCiRun,
  readCiRunPatch,
  type Recorded,
  recordCiRun,
  RecordingContexts,
} from '@debrief/provenance';
import { Inject, Injectable } from '@nestjs/common';
import { announceRun } from '../runs/announce-run';
import type { RegressionRunDetails } from '../runs/regression.types';
import { findRun, insertRegressionTraces, lockRun } from '../runs/runs.queries';
import { waitFor } from '../runs/wait-for';
import { openComparison } from './open-comparison';
import { closeCandidates } from './pipeline-candidates';
import { type LinkRequest, placeLinks, toLinks } from './place-links';

/** What a pipeline's gate reads. `none`: the CI run names no regression run. */
export interface PipelineVerdict {
  readonly status: 'pending' | 'done' | 'none';
  readonly verdict: string | null;
  readonly regression: RegressionRunDetails | null;
  readonly url: string | null;
}

/** Runs of pipelines, and the runs after a change that they bring to a regression run. */
@Injectable()
export class PipelinesService {
  constructor(
    private readonly database: Database,
    private readonly ciRuns: CiRunsService,
    private readonly contexts: RecordingContexts,
    private readonly fixAgent: FixAgentService,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
    @Inject(CONFIG) private readonly config: Pick<Config, 'http'>,
  ) {}

  /**
   * Writes a CI run down. With an incident a regression run is opened, with a regression run that one waits: for the traces of this CI run.
   * @throws DomainError INVALID with the field; NOT_FOUND for an incident, fix run or regression run; CONFLICT for another CI run of that
   *   id, or provider, run, job and attempt, and for a regression run that is over
   */
  async create(scope: Scope, projectId: string, body: JsonObject): Promise<Recorded<CiRun>> {
    const sent = readCiRun(body);
    const fixRun = sent.fixRunId === null ? undefined : await this.findFixRun(scope, projectId, sent.fixRunId);
    const context = await this.contexts.of(scope, projectId);
    return this.announced(scope, async (tx) => {
      const recorded = await recordCiRun(tx, scope, projectId, sent, context);
      if (!recorded.isNew) return recorded;
      const regressionRunId = await openComparison(tx, scope, projectId, { ...sent, fixRun });
      if (regressionRunId === undefined) return recorded;
      const item = await nameRegressionRun(tx, recorded.item.id, regressionRunId);
      await this.end(tx, item, isFinal(item.status));
      return { item, isNew: true };
    });
  }

  /** @throws DomainError INVALID with the field; NOT_FOUND; CONFLICT for a run that is over otherwise */
  update(scope: Scope, projectId: string, id: string, body: JsonObject): Promise<CiRun> {
    return this.change(scope, projectId, id, readCiRunPatch(body));
  }

  /** As `update`, to the end of the run. @throws DomainError INVALID also for a status that ends nothing */
  complete(scope: Scope, projectId: string, id: string, body: JsonObject): Promise<CiRun> {
    const { status, conclusion, errorMessage } = readCiRunPatch(body);
    if (status === undefined) throw invalid('status', 'is required');
    if (!isFinal(status)) throw invalid('status', 'must be success, failure, cancelled or skipped');
    return this.change(scope, projectId, id, {
      status,
      ...(conclusion !== undefined && { conclusion }),
      ...(errorMessage !== undefined && { errorMessage }),
    });
  }

  /**
   * Links traces to a CI run. Those of a run that brings candidates are each the *after* of the case that is named, or that alone fits.
   * @throws DomainError NOT_FOUND for the run or one of the traces; INVALID where several cases fit, or none of that name or with room; CONFLICT for a
   *   run that is over and brought candidates
   */
  async link(scope: Scope, projectId: string, id: string, request: LinkRequest): Promise<void> {
    await this.announced(scope, async (tx) => {
      const ciRun = await locateCiRun(tx, projectId, id);
      const links = await toLinks(tx, projectId, request);
      if (ciRun.regressionRunId === null) return linkCiTraces(tx, scope, ciRun, links);
      await lockRun(tx, ciRun.regressionRunId);
      const { completedAt } = await locateCiRun(tx, projectId, id);
      if (completedAt !== null) throw conflict('The CI run is over: its list of candidates is closed');
      const details = await findRun(tx, ciRun.regressionRunId);
      if (!details) throw notFound('regression run', ciRun.regressionRunId);
      await linkCiTraces(tx, scope, ciRun, await placeLinks(tx, details, links, request.datasetItems ?? new Map()));
      const ids = links.map(({ traceId }) => traceId);
      await insertRegressionTraces(tx, ids);
      // One that was analysed before it was known for a candidate leaves its incidents.
      for (const traceId of ids) await enqueue(tx, 'incidents.absorb', { traceId });
    });
  }

  /** External ids of the failing runs that the traces of a CI run may be the *after* of; none where it brings no candidates. @throws DomainError NOT_FOUND */
  caseTraceIds(scope: Scope, projectId: string, id: string): Promise<readonly string[]> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { regressionRunId } = await locateCiRun(tx, projectId, id);
      const details = regressionRunId === null ? undefined : await findRun(tx, regressionRunId);
      return details?.cases.map(({ traceExternalId }) => traceExternalId) ?? [];
    });
  }

  /** What the comparison came to, as soon as it is over or after so many seconds. @throws DomainError NOT_FOUND */
  async verdict(scope: Scope, projectId: string, id: string, seconds: number): Promise<PipelineVerdict> {
    const look = async (): Promise<PipelineVerdict> => {
      const { regressionRunId, completedAt, verdict } = await this.ciRuns.get(scope, projectId, id);
      const regression =
        regressionRunId === null
          ? undefined
          : await this.database.inWorkspace(scope, (tx) => findRun(tx, regressionRunId));
      // Gone with its incident: nobody waits for what never comes.
      if (!regression) return { status: 'none', verdict: null, regression: null, url: null };
      const isDone = completedAt !== null && verdict !== null;
      const url = `${this.config.http.publicUrl}/api/regression-runs/${regression.run.id}`;
      return {
        status: isDone ? 'done' : 'pending',
        verdict: isDone ? verdict : null,
        regression,
        url,
      };
    };
    const over = async (): Promise<PipelineVerdict | undefined> => {
      const found = await look();
      return found.status === 'pending' ? undefined : found;
    };
    return (await waitFor(this.bus, scope.workspaceId, seconds, over)) ?? look();
  }

  private async change(scope: Scope, projectId: string, id: string, patch: CiRunPatch): Promise<CiRun> {
    const context = await this.contexts.of(scope, projectId);
    return this.announced(scope, async (tx) => {
      // The regression run first, as whoever links or ends does: two that wait for each other there would never end.
      const { regressionRunId } = await locateCiRun(tx, projectId, id);
      if (regressionRunId !== null) await lockRun(tx, regressionRunId);
      const { item, hasEnded } = await changeCiRun(tx, scope, projectId, id, patch, context);
      await this.end(tx, item, hasEnded);
      return locateCiRun(tx, projectId, id);
    });
  }

  /** A CI run that has ended closes its list; the last one of a regression run has it begin. */
  private async end(tx: WorkspaceTx, { regressionRunId }: CiRun, hasEnded: boolean): Promise<void> {
    if (!hasEnded || regressionRunId === null) return;
    if (!(await closeCandidates(tx, regressionRunId))) return;
    await enqueue(tx, 'regression.run', { regressionRunId });
    const details = await findRun(tx, regressionRunId);
    if (details) await announceRun(tx, details.run);
  }

  private async findFixRun(scope: Scope, projectId: string, id: string): Promise<FixRun> {
    const run = await this.fixAgent.get(scope, id);
    if (run.projectId !== projectId) throw notFound('fix run', id);
    return run;
  }

  private async announced<T>(scope: Scope, work: (tx: WorkspaceTx) => Promise<T>): Promise<T> {
    const result = await this.database.inWorkspace(scope, work);
    this.bus.announce(scope.workspaceId);
    return result;
  }
}
