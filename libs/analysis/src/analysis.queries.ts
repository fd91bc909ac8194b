import type { DB, WorkspaceClient, WorkspaceTx } from '@debrief/infra';
import { uuidArray } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { type Selectable, sql } from 'kysely';
import type { NewAnalysis, StoredAnalysis } from './analysis.types';
import type { Verdict } from './detection';

type AnalysisRow = Selectable<DB['analysis']>;

export const findAnalysis = async (tx: WorkspaceTx, traceId: string): Promise<StoredAnalysis | undefined> => {
  const row = await tx.selectFrom('analysis').selectAll().where('traceId', '=', traceId).executeTakeFirst();
  return row && toStored(row);
};

/** The latest analyses of a project's runs, in no order. @param externalIds of the runs */
export const listAnalyses = async (
  tx: WorkspaceTx,
  projectId: string,
  externalIds: readonly string[],
): Promise<(StoredAnalysis & { readonly externalId: string })[]> => {
  const rows = await tx
    .selectFrom('analysis')
    .innerJoin('trace', (join) =>
      join.onRef('trace.workspaceId', '=', 'analysis.workspaceId').onRef('trace.id', '=', 'analysis.traceId'),
    )
    .selectAll('analysis')
    .select('trace.externalId')
    .where('trace.projectId', '=', projectId)
    .where('trace.externalId', '=', sql<string>`any(${[...externalIds]}::text[])`)
    .execute();
  return rows.map((row) => ({ ...toStored(row), externalId: row.externalId }));
};

/**
 * Replaces the run's analysis, unless a later reading of the run was stored meanwhile.
 * @returns what is stored now
 */
export const upsertAnalysis = async (tx: WorkspaceTx, analysis: NewAnalysis): Promise<StoredAnalysis> => {
  const columns = {
    traceId: analysis.traceId,
    verdict: JSON.stringify(analysis.verdict),
    source: analysis.source,
    detectorSet: analysis.verdict.detectorSet,
    eventCount: analysis.eventCount,
    maxSeq: analysis.maxSeq,
    isTruncated: analysis.isTruncated,
    fallbackReason: analysis.fallbackReason,
  };
  const { traceId, ...changes } = columns;
  const row = await tx
    .insertInto('analysis')
    .values(columns)
    .onConflict((conflict) =>
      conflict
        .columns(['workspaceId', 'traceId'])
        .doUpdateSet({ ...changes, createdAt: sql`now()` })
        .where('analysis.eventCount', '<=', analysis.eventCount),
    )
    .returningAll()
    .executeTakeFirst();
  if (row) return toStored(row);
  const later = await tx.selectFrom('analysis').selectAll().where('traceId', '=', traceId).executeTakeFirstOrThrow();
  return toStored(later);
};

/** Changes the verdict of the stored analysis, and nothing of what it was made from. */
export const updateVerdict = async (tx: WorkspaceTx, traceId: string, verdict: Verdict): Promise<void> => {
  await tx
    .updateTable('analysis')
    .set({ verdict: JSON.stringify(verdict) })
    .where('traceId', '=', traceId)
    .execute();
};

export interface StreamedAnalysis extends StoredAnalysis {
  readonly externalId: string;
  readonly incidentIds: readonly string[];
}

/** For the stream: with what of the trace stands in an answer. */
export const listStreamedAnalyses = async (
  client: WorkspaceClient,
  traceIds: readonly string[],
): Promise<StreamedAnalysis[]> => {
  const { rows } = await client.query<AnalysisRow & { externalId: string; incidentIds: string[] }>({
    text: `select a.trace_id as "traceId", a.verdict, a.source, a.event_count as "eventCount", a.max_seq as "maxSeq",
                  a.is_truncated as "isTruncated", a.fallback_reason as "fallbackReason", a.created_at as "createdAt",
                  t.external_id as "externalId", t.incident_ids as "incidentIds"
             from analysis a
             join trace t on t.workspace_id = a.workspace_id and t.id = a.trace_id
            where a.workspace_id = (select current_workspace()) and a.trace_id = any($1::uuid[])`,
    values: [uuidArray(traceIds)],
  });
  return rows.map((row) => ({ ...toStored(row), externalId: row.externalId, incidentIds: row.incidentIds }));
};

const toStored = (row: AnalysisRow): StoredAnalysis => ({
  traceId: row.traceId,
  verdict: JSON.parse(row.verdict as JsonText) as Verdict,
  source: row.source as StoredAnalysis['source'],
  eventCount: row.eventCount,
  maxSeq: row.maxSeq,
  isTruncated: row.isTruncated,
  fallbackReason: row.fallbackReason,
  createdAt: row.createdAt,
});
