import type { WorkspaceClient } from '@debrief/infra';
import { type JsonText, type JsonValue, parseJson } from '@debrief/kernel';
import { decideRepeats, type Judgement } from '../rules/decide-case';
import type { RegressionAttempt, RegressionCase, RegressionRunDetails } from './regression.types';
import { loadRuns } from './runs.queries';

/** A regression run as the native surface and the stream give it (native.md §11). */
export const toRegressionRunResponse = ({ run, cases, userConfirms }: RegressionRunDetails) => {
  const caseRows = cases.map(toCaseResponse);
  return {
    id: run.id,
    incident_id: run.incidentId,
    status: run.status,
    verdict: run.verdict,
    pr_url: run.prUrl,
    fix_run_id: run.fixRunId,
    before_pass: run.beforePass,
    before_fail: run.beforeFail,
    after_pass: run.afterPass,
    after_fail: run.afterFail,
    cases: caseRows,
    new_labels: run.newLabels,
    p_value: run.pValue,
    interval: run.intervalLow === null ? null : { low: run.intervalLow, high: run.intervalHigh },
    raw_results_json: JSON.stringify(caseRows),
    user_confirm_count: userConfirms,
    detector_set: run.detectorSet,
    fallback: run.fallbackReason !== null,
    fallback_reason: run.fallbackReason,
    created_at: run.createdAt.toISOString(),
    completed_at: run.completedAt?.toISOString() ?? null,
  };
};
export type RegressionRunResponse = ReturnType<typeof toRegressionRunResponse>;

const toCaseResponse = (one: RegressionCase) => {
  const after = judgementAfter(one);
  const count = (column: 'hits' | 'misses'): number => one.attempts.reduce((sum, attempt) => sum + attempt[column], 0);
  const diverged = one.attempts.find(({ divergence }) => divergence !== null)?.divergence ?? null;
  return {
    case_id: one.id,
    trace_id: one.traceExternalId,
    before: one.outcome,
    after: after?.outcome ?? null,
    // A result trace that nobody recorded is no run.
    after_trace_ids: one.attempts.filter(wasRecorded).map(({ traceExternalId }) => traceExternalId),
    reason: after?.reason ?? one.reason,
    cassette: { hits: count('hits'), misses: count('misses') },
    first_divergence: diverged === null ? null : (parseJson(diverged) as JsonValue),
  };
};

const wasRecorded = ({ isCandidate, facts }: RegressionAttempt): boolean => isCandidate || facts !== null;

/** What the runs after the change come to; undefined while one of them is not judged. */
export const judgementAfter = ({ attempts }: Pick<RegressionCase, 'attempts'>): Judgement | undefined =>
  attempts.some(({ outcome }) => outcome === null)
    ? undefined
    : decideRepeats(attempts.map(({ outcome, reason }) => ({ outcome: outcome ?? 'unknown', reason: reason ?? '' })));

/** Reads regression runs for the stream, by id. */
export const readRegressionRunRecords = async (
  client: WorkspaceClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JsonText>> =>
  new Map(
    [...(await loadRuns(client, ids))].map(([id, details]) => [id, JSON.stringify(toRegressionRunResponse(details))]),
  );
