import type { WorkspaceTx } from '@debrief/infra';
import { newId } from '@debrief/kernel';

/** A regression run of one case that ended for want of a candidate, with something for a proof. @returns its id */
export const insertRegressionRun = async (
  tx: WorkspaceTx,
  { projectId, incidentId }: { readonly projectId: string; readonly incidentId: string },
): Promise<string> => {
  const id = newId();
  await tx
    .insertInto('regressionRun')
    .values({
      id,
      projectId,
      incidentId,
      incidentLabels: ['tool_error'],
      deadlineAt: new Date(Date.now() + 3_600_000),
      status: 'completed',
      verdict: 'inconclusive',
      fallbackReason: 'no_candidate',
      proof: '{}',
      completedAt: new Date(),
    })
    .execute();
  await tx
    .insertInto('regressionCase')
    .values({ runId: id, id: newId(), place: 0, traceId: newId(), traceExternalId: `trace-${id}` })
    .execute();
  return id;
};

/** Opens the newest regression run again, with a run of its case to come. @returns the case's id */
export const openNewestCase = async (tx: WorkspaceTx): Promise<string> => {
  const { runId, id } = await tx
    .selectFrom('regressionCase')
    .select(['runId', 'id'])
    .orderBy('runId', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  await tx.updateTable('regressionRun').set({ status: 'running', completedAt: null }).where('id', '=', runId).execute();
  await tx
    .insertInto('regressionAttempt')
    .values({ runId, caseId: id, attempt: 1, isCandidate: false, traceExternalId: `result-${id}` })
    .execute();
  return id;
};
