import {
  clientOf,
  Cursors,
  Database,
  enqueue,
  LIVE_BUS,
  type LiveBus,
  type Page,
  pageById,
  type PageRequest,
  type WorkspaceTx,
} from '@debrief/infra';
import { getIncident } from '@debrief/incidents';
import { type FixRun, FixAgentService } from '@debrief/fix-agent';
import { conflict, DomainError, invalid, type JsonText, newId, notFound, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { announceRun } from './announce-run';
import { attachCandidates } from './attach-candidates';
import { getRun } from './get-run';
import type { Candidate, RegressionRunDetails, StartRegression } from './regression.types';
import { findProof, findRun, loadRuns, lockRun, selectRunPage } from './runs.queries';
import { startRun } from './start-run';
import { waitFor } from './wait-for';

/** Regression runs as people and runners ask for them. What a run does is the job's. */
@Injectable()
export class RegressionService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly fixAgent: FixAgentService,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
  ) {}

  /**
   * Begins a run: chooses the cases, keeps what is to run after the change, and asks for the job.
   * @throws DomainError NOT_FOUND (incident); INVALID for runs and candidates that are not the incident's or the project's
   */
  async start(scope: Scope, incidentId: string, input: StartRegression): Promise<RegressionRunDetails> {
    const fixRun = input.fixRunId === undefined ? undefined : await this.findFixRun(scope, input.fixRunId);
    const details = await this.database.inWorkspace(scope, async (tx) => {
      const incident = await getIncident(tx, scope, incidentId);
      if (input.fixRunId !== undefined && fixRun?.incidentId !== incident.id)
        throw invalid('fix_run_id', 'is not a fix run of the incident');
      const id = newId();
      await startRun(tx, scope, incident, { ...input, id });
      await enqueue(tx, 'regression.run', { regressionRunId: id });
      return announced(tx, id);
    });
    this.bus.announce(scope.workspaceId);
    return details;
  }

  /** @throws DomainError NOT_FOUND */
  get(scope: Scope, id: string): Promise<RegressionRunDetails> {
    return this.database.inWorkspace(scope, (tx) => getRun(tx, scope, id));
  }

  /** An incident's runs, newest first. @throws DomainError NOT_FOUND; MALFORMED `invalid_cursor` */
  list(scope: Scope, incidentId: string, request: PageRequest): Promise<Page<RegressionRunDetails>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getIncident(tx, scope, incidentId);
      const bond = { workspaceId: scope.workspaceId, list: 'regression-runs', filters: { incident: id } };
      const page = await pageById(this.cursors, bond, request, (idPage) => selectRunPage(tx, id, idPage));
      const runs = await loadRuns(
        clientOf(tx),
        page.items.map((row) => row.id),
      );
      return { ...page, items: page.items.flatMap((row) => runs.get(row.id) ?? []) };
    });
  }

  /**
   * Waits until a run is over, so long at most. It is woken by the workspace's ledger.
   * @returns the run as it is then
   */
  async wait(scope: Scope, id: string, seconds: number): Promise<RegressionRunDetails> {
    const read = async (): Promise<RegressionRunDetails | undefined> => {
      const details = await this.get(scope, id);
      return details.run.completedAt === null ? undefined : details;
    };
    return (await waitFor(this.bus, scope.workspaceId, seconds, read)) ?? this.get(scope, id);
  }

  /**
   * Names runs after the change. A run that had ended for want of one begins anew.
   * @throws DomainError NOT_FOUND; CONFLICT when the run is over; INVALID as `start`
   */
  async attach(scope: Scope, id: string, candidates: readonly Candidate[]): Promise<RegressionRunDetails> {
    const details = await this.database.inWorkspace(scope, async (tx) => {
      await getRun(tx, scope, id);
      await lockRun(tx, id);
      const current = await getRun(tx, scope, id);
      if (current.run.completedAt !== null && current.run.fallbackReason !== 'no_candidate')
        throw conflict('The regression run is over');
      await attachCandidates(tx, current, candidates);
      await enqueue(tx, 'regression.run', { regressionRunId: id });
      await recordAudit(tx, scope, {
        action: 'regression_run.attach',
        targetType: 'regression_run',
        targetId: id,
        projectId: current.run.projectId,
        details: { candidates: candidates.map((one) => ({ case_trace_id: one.caseTraceId, trace_id: one.traceId })) },
      });
      return announced(tx, id);
    });
    this.bus.announce(scope.workspaceId);
    return details;
  }

  private async findFixRun(scope: Scope, id: string): Promise<FixRun | undefined> {
    try {
      return await this.fixAgent.get(scope, id);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }

  /** The signed proof, once the run is completed. @throws DomainError NOT_FOUND */
  async proof(scope: Scope, id: string): Promise<JsonText> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { run } = await getRun(tx, scope, id);
      const proof = await findProof(tx, run.id);
      if (proof === null) throw notFound('proof of regression run', id);
      return proof;
    });
  }
}

const announced = async (tx: WorkspaceTx, id: string): Promise<RegressionRunDetails> => {
  const details = await findRun(tx, id);
  if (!details) throw notFound('regression run', id);
  await announceRun(tx, details.run);
  return details;
};
