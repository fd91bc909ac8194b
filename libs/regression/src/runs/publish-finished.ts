import type { WorkspaceTx } from '@debrief/infra';
import { publishWebhook } from '@debrief/webhooks';
import { toRegressionRunResponse } from './run-json';
import { findRun } from './runs.queries';

/** Tells endpoints how a run that is over ended, as the API gives it, but for its cases: there may be many. */
export const publishFinished = async (tx: WorkspaceTx, id: string): Promise<void> => {
  const details = await findRun(tx, id);
  if (!details) return;
  const { cases, raw_results_json: _raw, ...run } = toRegressionRunResponse(details);
  await publishWebhook(tx, {
    type: 'regression.finished',
    projectId: details.run.projectId,
    data: { regression_run: { ...run, case_count: cases.length } },
  });
};
