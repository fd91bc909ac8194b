import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import type { CiTraceLink } from './ci-run.types';

// What CI runs bring to a regression run, by its id.

/** The traces of all CI runs that bring candidates for a regression run, in the order in which they were linked. */
export const listCiCandidates = async (tx: WorkspaceTx, regressionRunId: string): Promise<CiTraceLink[]> =>
  tx
    .selectFrom('ciRunTrace')
    .innerJoin('ciRun', 'ciRun.id', 'ciRunTrace.ciRunId')
    .innerJoin('trace', 'trace.id', 'ciRunTrace.traceId')
    .select(['ciRunTrace.traceId', 'trace.externalId', 'ciRunTrace.caseTraceExternalId as caseTraceId'])
    .where('ciRun.regressionRunId', '=', regressionRunId)
    .orderBy('ciRunTrace.createdAt')
    .orderBy('ciRunTrace.traceId')
    .execute();

/** Whether a CI run that brings candidates for a regression run goes on. */
export const hasOpenCiRun = async (tx: WorkspaceTx, regressionRunId: string): Promise<boolean> => {
  const open = await tx
    .selectFrom('ciRun')
    .select('id')
    .where('regressionRunId', '=', regressionRunId)
    .where('completedAt', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
};

/** The commits that CI runs tried for a regression run. */
export const listCiCommits = async (tx: WorkspaceTx, regressionRunId: string): Promise<string[]> => {
  const rows = await tx
    .selectFrom('ciRun')
    .select('gitCommitSha')
    .distinct()
    .where('regressionRunId', '=', regressionRunId)
    .where('gitCommitSha', 'is not', null)
    .orderBy('gitCommitSha')
    .execute();
  return rows.flatMap(({ gitCommitSha }) => gitCommitSha ?? []);
};

/** Notes what the comparison of a regression run came to on the CI runs that brought its candidates; null: it begins anew. */
export const recordCiVerdict = async (
  tx: WorkspaceTx,
  regressionRunId: string,
  verdict: string | null,
): Promise<void> => {
  await tx
    .updateTable('ciRun')
    .set({ verdict, updatedAt: sql<Date>`now()` })
    .where('regressionRunId', '=', regressionRunId)
    .where('completedAt', 'is not', null)
    .execute();
};
