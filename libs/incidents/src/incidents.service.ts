import { findAnalysis } from '@debrief/analysis';
import {
  type CursorBond,
  Cursors,
  Database,
  type JobPayload,
  LIVE_BUS,
  type LiveBus,
  type Page,
  type PageRequest,
  toPage,
  type WorkspaceTx,
} from '@debrief/infra';
import { invalid, type Scope } from '@debrief/kernel';
import { findMemberByPerson, narrowToProject, readStoredIncidentThreshold } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { absorbTrace } from './absorb/absorb-trace';
import { groupDetections } from './absorb/group-detections';
import { lockTrace } from './absorb/membership.queries';
import { readLinks } from './absorb/read-links';
import { changeIncident } from './change-incident';
import { listCommitRuns } from './commits/incident-commits.queries';
import { type IncidentCommits, placeCommits } from './commits/place-commits';
import { decideIncident } from './decide-incident';
import { getIncident, getIncidentForChange } from './get-incident';
import { listIncidentsById } from './incidents.queries';
import type { IncidentFilters, IncidentPatch, IncidentRow, IncidentSort } from './incidents.types';
import { selectIncidentPage } from './list-incidents.queries';
import { mergeIncidents, splitIncident } from './merging/merge-incidents';
import { relinkTraces } from './merging/relink-traces';

/** Groups failing runs into incidents, and lets people work on them. */
@Injectable()
export class IncidentsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
  ) {}

  /**
   * Newest or highest first by `sort`, ties by id.
   * @throws DomainError MALFORMED `invalid_cursor`; FORBIDDEN `scope_mismatch` for a project that the caller may not use
   */
  list(scope: Scope, filters: IncidentFilters, sort: IncidentSort, page: PageRequest): Promise<Page<IncidentRow>> {
    const bond: CursorBond = { workspaceId: scope.workspaceId, list: 'incidents', filters: { ...filters, sort } };
    const after = this.cursors.open(bond, page.cursor);
    return this.database.inWorkspace(scope, async (tx) => {
      const { project, ...rest } = filters;
      const projectId = await narrowToProject(tx, scope, project);
      const places = await selectIncidentPage(tx, { ...rest, projectId }, { sort, after, limit: page.limit + 1 });
      const { items, nextCursor } = toPage(places, page.limit, (last) => this.cursors.seal(bond, [last.key, last.id]));
      const rows = new Map(
        (
          await listIncidentsById(
            tx,
            items.map(({ id }) => id),
          )
        ).map((row) => [row.id, row]),
      );
      return { items: items.flatMap(({ id }) => rows.get(id) ?? []), nextCursor };
    });
  }

  /** @throws DomainError NOT_FOUND */
  get(scope: Scope, id: string): Promise<IncidentRow> {
    return this.database.inWorkspace(scope, (tx) => getIncident(tx, scope, id));
  }

  /** At which commits its runs fail, and at which those of the same agents do not. @throws DomainError NOT_FOUND */
  commits(scope: Scope, id: string): Promise<IncidentCommits> {
    return this.database.inWorkspace(scope, async (tx) => {
      const incident = await getIncident(tx, scope, id);
      return placeCommits(await listCommitRuns(tx, incident.id));
    });
  }

  /** @throws DomainError NOT_FOUND; INVALID for an owner who is no member */
  update(scope: Scope, id: string, { ownerId, ...patch }: IncidentPatch, now = new Date()): Promise<IncidentRow> {
    return this.change(scope, id, async (tx, incident) => {
      if (typeof ownerId === 'string' && !(await findMemberByPerson(tx, { userId: ownerId })))
        throw invalid('owner_id', 'is no member of the workspace');
      const { status, severity, isSeveritySet, verifiedAt } = decideIncident(incident, {
        kind: 'patch',
        ...patch,
        now,
      });
      const set = { status, severity, isSeveritySet, verifiedAt, ...(ownerId !== undefined && { ownerId }) };
      await changeIncident(tx, scope, incident, { action: 'incident.update', set });
    });
  }

  /** Says which pull request mends it. @throws DomainError NOT_FOUND */
  linkPullRequest(scope: Scope, id: string, prUrl: string): Promise<IncidentRow> {
    return this.change(scope, id, (tx, incident) =>
      changeIncident(tx, scope, incident, { action: 'incident.link_pr', set: { prUrl } }),
    );
  }

  /** As `mergeIncidents`. */
  merge(scope: Scope, id: string, into: string): Promise<IncidentRow> {
    return this.announced(scope, (tx) => mergeIncidents(tx, scope, id, into));
  }

  /** As `splitIncident`. */
  split(scope: Scope, id: string, fingerprint: string): Promise<IncidentRow> {
    return this.announced(scope, (tx) => splitIncident(tx, scope, id, fingerprint));
  }

  /** The job that follows a merge or split. */
  relinkTraces(scope: Scope, payload: JobPayload<'incidents.relink-traces'>): Promise<void> {
    return this.announced(scope, (tx) => relinkTraces(tx, payload));
  }

  /**
   * Puts a run into the incidents that its stored analysis leads to, and takes it out of all others. Safe to run twice and at once.
   * @param traceId internal id
   * @param linkIds incidents that an analysis from outside names; absent: those that it named before. They hold while that analysis stands.
   * @returns the incidents that the run is in now; none for a run that is gone, not analysed yet, or made by a regression
   * @throws DomainError INVALID for a link that names no incident of the run's project
   */
  absorb(scope: Scope, traceId: string, linkIds?: readonly string[]): Promise<readonly IncidentRow[]> {
    return this.announced(scope, async (tx) => {
      const trace = await lockTrace(tx, traceId);
      const analysis = trace && (await findAnalysis(tx, traceId));
      if (!analysis) return [];
      const threshold = await readStoredIncidentThreshold(tx, trace.projectId);
      const found = groupDetections(analysis.verdict, { threshold, agent: trace.agent });
      const links = analysis.source === 'server' ? await readLinks(tx, trace, { analysis, linkIds, found }) : [];
      return absorbTrace(tx, scope, trace, trace.isRegression ? [] : [...found, ...links]);
    });
  }

  private change(
    scope: Scope,
    id: string,
    work: (tx: WorkspaceTx, incident: IncidentRow) => Promise<void>,
  ): Promise<IncidentRow> {
    return this.announced(scope, async (tx) => {
      const incident = await getIncidentForChange(tx, scope, id);
      await work(tx, incident);
      return getIncident(tx, scope, incident.id);
    });
  }

  private async announced<T>(scope: Scope, work: (tx: WorkspaceTx) => Promise<T>): Promise<T> {
    const result = await this.database.inWorkspace(scope, work);
    this.bus.announce(scope.workspaceId);
    return result;
  }
}
