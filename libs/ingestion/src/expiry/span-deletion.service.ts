import { clientOf, Database, type WorkspaceTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { locateProject, recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { insertLedger } from '../append/ledger';
import { changeTotals } from '../spans/change-totals';
import { updateTotals } from '../spans/recount.queries';
import { listUsage } from '../spans/usage.queries';
import { fromUsageRow } from '../spans/usage-node';
import { deleteTraceRows, lockTracesForDelete, selectWithoutArtifacts } from './expiry.queries';
import { deleteSpanRows, selectTraceIds, type SpanName, updateSpanTimes } from './span-deletion.queries';

/** Removes single spans. Of native runs only what was imported can go. */
@Injectable()
export class SpanDeletionService {
  constructor(private readonly database: Database) {}

  /**
   * Deletes spans in one transaction with one audit row; ids that are unknown are left out. Totals of their traces are counted anew; an
   * imported trace of which nothing is left goes, too.
   * @param project id, slug or `default`
   * @throws DomainError NOT_FOUND project; CONFLICT `project_ambiguous`
   */
  async delete(scope: Scope, project: string, spans: readonly SpanName[]): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      const projectId = await locateProject(tx, scope, project);
      const named = [...new Set(spans.map(({ traceId }) => traceId))];
      const locked = await lockTracesForDelete(tx, await selectTraceIds(tx, projectId, named));
      const gone = await deleteSpanRows(tx, locked, spans);
      if (gone.spans === 0) return;
      const empty = gone.traces.filter(({ surface, eventCount }) => surface === 'otel' && eventCount === 0);
      const removed = new Set(
        await selectWithoutArtifacts(
          tx,
          empty.map(({ id }) => id),
        ),
      );
      await deleteTraceRows(tx, [...removed]);
      const left = gone.traces.map(({ id }) => id).filter((id) => !removed.has(id));
      await recount(tx, left);
      await recordAudit(tx, scope, {
        action: 'span.delete',
        targetType: 'project',
        targetId: projectId,
        projectId,
        details: { spans: gone.spans, traces: gone.traces.map(({ externalId }) => externalId) },
      });
      const entries = left.map((traceId) => ({ kind: 'trace' as const, projectId, traceId, seqs: null }));
      await insertLedger(clientOf(tx), entries);
    });
  }
}

const recount = async (tx: WorkspaceTx, traceIds: readonly string[]): Promise<void> => {
  const client = clientOf(tx);
  const nodes = Map.groupBy(await listUsage(client, traceIds), ({ traceId }) => traceId);
  for (const traceId of traceIds)
    await updateTotals(client, traceId, changeTotals([], (nodes.get(traceId) ?? []).map(fromUsageRow)));
  await updateSpanTimes(tx, traceIds);
};
