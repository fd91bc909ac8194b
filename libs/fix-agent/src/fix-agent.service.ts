import { Cursors, Database, LIVE_BUS, type LiveBus, type Page, pageById, type PageRequest } from '@debrief/infra';
import { getIncident } from '@debrief/incidents';
import { type Scope, unavailable } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { dispatchFixRun } from './runs/dispatch-fix-run';
import { isUnderWay, type FixRequest, type FixRun, type LogEntry } from './fix-run.types';
import { selectFixRuns, selectLog } from './runs/fix-run.queries';
import { getFixRun } from './runs/get-fix-run';
import { untilAnnounced } from './runs/until-announced';

/** How long a waiting caller goes without a look at the row: announcements may be lost. */
const pollMs = 1_000;
/** Times that a dispatch tries again when the run that stood in its way ended meanwhile. */
const dispatches = 3;

/** Sends fix agents to incidents, and tells what became of them. The work itself is a job. */
@Injectable()
export class FixAgentService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
  ) {}

  /**
   * Asks for a fix run. While one is under way for the incident, that one is the answer.
   * @throws DomainError NOT_FOUND; INVALID `runner_not_configured`
   */
  async dispatch(scope: Scope, incidentId: string, request: FixRequest): Promise<FixRun> {
    for (let attempt = 0; attempt < dispatches; attempt++) {
      const run = await this.database.inWorkspace(scope, (tx) => dispatchFixRun(tx, scope, incidentId, request));
      if (!run) continue;
      this.bus.announce(scope.workspaceId);
      return run;
    }
    throw unavailable('Fix runs of this incident begin and end right now', 1);
  }

  /** The run as soon as it is over, or as it is after so many seconds. @throws DomainError NOT_FOUND */
  async wait(scope: Scope, fixRunId: string, seconds: number): Promise<FixRun> {
    const deadline = Date.now() + seconds * 1_000;
    for (;;) {
      const run = await this.get(scope, fixRunId);
      const left = deadline - Date.now();
      if (left <= 0 || !isUnderWay(run)) return run;
      await untilAnnounced(this.bus, scope.workspaceId, Math.min(left, pollMs));
    }
  }

  /** @throws DomainError NOT_FOUND */
  get(scope: Scope, fixRunId: string): Promise<FixRun> {
    return this.database.inWorkspace(scope, (tx) => getFixRun(tx, scope, fixRunId));
  }

  /** What was done in a run, step by step. @throws DomainError NOT_FOUND */
  getWithLog(scope: Scope, fixRunId: string): Promise<{ readonly run: FixRun; readonly log: readonly LogEntry[] }> {
    return this.database.inWorkspace(scope, async (tx) => {
      const run = await getFixRun(tx, scope, fixRunId);
      return { run, log: await selectLog(tx, run.id) };
    });
  }

  /** Newest first, without diffs. @throws DomainError NOT_FOUND; MALFORMED `invalid_cursor` */
  list(scope: Scope, incidentId: string, request: PageRequest): Promise<Page<FixRun>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getIncident(tx, scope, incidentId);
      const bond = { workspaceId: scope.workspaceId, list: `fix-runs/${id}` };
      return pageById(this.cursors, bond, request, (page) => selectFixRuns(tx, id, page));
    });
  }
}
