import { Database, type SystemTx, type WorkspaceTx } from '@debrief/infra';
import { conflict, notFound, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { locateTrace } from '../locate-trace';
import type { TraceRow } from '../trace.queries';
import {
  deleteExpiredSignals,
  deleteRequestsOf,
  deleteTraceRows,
  type DoomedTrace,
  type DoomedTraces,
  type ExpiredTrace,
  findProjectsWithExpired,
  insertDeletedTraces,
  lockTracesForDelete,
  type ProjectWithExpired,
  raiseFloor,
  selectDoomed,
  selectExpiredTraces,
  selectStillExpired,
  selectWithoutArtifacts,
} from './expiry.queries';

export interface DeletedTraces {
  readonly traces: number;
  readonly events: number;
}

/** Rows of a transaction: it holds its locks no longer than that. */
const signalsAtOnce = 10_000;

/** Removes the rows of runs. Their stored objects go first, by the artifacts feature: libs/retention calls both in turn. */
@Injectable()
export class ExpiryService {
  constructor(private readonly database: Database) {}

  /** Traces of one project past its retention (README: counted from the last event; 0 days expire at once), oldest first. */
  listExpired(
    scope: Scope,
    page: { readonly projectId: string; readonly afterId?: string; readonly limit: number },
  ): Promise<ExpiredTrace[]> {
    return this.database.inWorkspace(scope, (tx) => selectExpiredTraces(tx, page));
  }

  /** Projects that the transaction sees in which `listExpired` finds something, and deleted projects. */
  listProjectsWithExpired(tx: SystemTx | WorkspaceTx): Promise<ProjectWithExpired[]> {
    return findProjectsWithExpired(tx);
  }

  /** As `locateTrace`, in a transaction of its own. */
  locate(scope: Scope, externalId: string, project?: string): Promise<TraceRow> {
    return this.database.inWorkspace(scope, (tx) => locateTrace(tx, scope, externalId, project));
  }

  /**
   * Deletes those of the given traces that are still expired and have no artifact, in one transaction with its audit row. An append
   * or upload that came meanwhile keeps its trace. The stream's floor rises.
   * @param artifacts how many went before, for the audit row
   */
  deleteExpired(
    scope: Scope,
    projectId: string,
    { ids, artifacts }: { readonly ids: readonly string[]; readonly artifacts: number },
  ): Promise<DeletedTraces> {
    return this.database.inWorkspace(scope, async (tx) => {
      const locked = await lockTracesForDelete(tx, ids);
      const doomed = await selectWithoutArtifacts(tx, await selectStillExpired(tx, locked));
      const { events, highestPosition } = await deleteTraceRows(tx, doomed);
      const deleted = { traces: doomed.length, events };
      if (deleted.traces + artifacts > 0) {
        await recordAudit(tx, scope, {
          action: 'retention.run',
          targetType: 'project',
          targetId: projectId,
          projectId,
          details: { ...deleted, artifacts },
        });
      }
      await raiseFloor(tx, highestPosition);
      return deleted;
    });
  }

  /** Deletes a project's log records, data points and HTTP requests past its retention, a bounded number at a time, each with its audit row. */
  async deleteExpiredSignals(scope: Scope, projectId: string): Promise<void> {
    for (let isMore = true; isMore;) {
      isMore = await this.database.inWorkspace(scope, async (tx) => {
        const deleted = await deleteExpiredSignals(tx, projectId, signalsAtOnce);
        const counts = [deleted.logs, deleted.points, deleted.requests, deleted.scores];
        if (counts.some((count) => count > 0))
          await recordAudit(tx, scope, {
            action: 'retention.run',
            targetType: 'project',
            targetId: projectId,
            projectId,
            details: { ...deleted },
          });
        return counts.includes(signalsAtOnce);
      });
    }
  }

  /** The runs that are meant and are there. */
  findDoomed(scope: Scope, projectId: string, doomed: DoomedTraces): Promise<DoomedTrace[]> {
    return this.database.inWorkspace(scope, (tx) => selectDoomed(tx, projectId, doomed));
  }

  /**
   * Deletes runs of a project in one transaction, whatever their age, with one audit row. What is gone already is left out.
   * @throws DomainError CONFLICT when an artifact was uploaded meanwhile: its object must go first. Then nothing is deleted.
   */
  deleteTraces(scope: Scope, projectId: string, traces: readonly DoomedTrace[]): Promise<DeletedTraces> {
    return this.database.inWorkspace(scope, async (tx) => {
      const locked = await lockTracesForDelete(
        tx,
        traces.map(({ id }) => id),
      );
      if (locked.length === 0) return { traces: 0, events: 0 };
      if ((await selectWithoutArtifacts(tx, locked)).length < locked.length)
        throw conflict('An artifact of a trace was uploaded meanwhile');
      await insertDeletedTraces(tx, locked);
      await deleteRequestsOf(tx, locked);
      const { events } = await deleteTraceRows(tx, locked);
      const isGone = new Set(locked);
      await recordAudit(tx, scope, {
        action: 'trace.delete',
        targetType: 'project',
        targetId: projectId,
        projectId,
        details: { traces: traces.filter(({ id }) => isGone.has(id)).map(({ externalId }) => externalId), events },
      });
      return { traces: locked.length, events };
    });
  }

  /**
   * Deletes one trace, whatever its age. The stream's floor stays: readers lose nothing but this trace.
   * @throws DomainError CONFLICT when an artifact was uploaded meanwhile: its object must go first
   */
  deleteTrace(
    scope: Scope,
    { id, projectId, externalId }: Pick<TraceRow, 'id' | 'projectId' | 'externalId'>,
  ): Promise<DeletedTraces> {
    return this.database.inWorkspace(scope, async (tx) => {
      await lockOne(tx, id, externalId);
      await insertDeletedTraces(tx, [id]);
      await deleteRequestsOf(tx, [id]);
      const { events } = await deleteTraceRows(tx, [id]);
      await recordAudit(tx, scope, {
        action: 'trace.delete',
        targetType: 'trace',
        targetId: externalId,
        projectId,
        details: { events },
      });
      return { traces: 1, events };
    });
  }
}

const lockOne = async (tx: WorkspaceTx, id: string, externalId: string): Promise<void> => {
  const locked = await lockTracesForDelete(tx, [id]);
  if (locked.length === 0) throw notFound('trace', externalId);
  if ((await selectWithoutArtifacts(tx, [id])).length === 0)
    throw conflict(`An artifact of trace ${externalId} was uploaded meanwhile`);
};
