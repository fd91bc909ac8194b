import type { IncidentMaterial } from '../evidence/evidence-reader';
import { buildFallback } from '../fallback/build-fallback';
import type { Outcome } from '../fix-run.types';
import type { RunnerResult } from '../runner/runner.types';
import type { Decided } from './lease.queries';

/** A model that is sure of itself is not sure of an incident that few runs show. */
const maxConfidence = 0.9;
/** One that reached for what it must not is trusted less. */
const maxConfidenceOfRefused = 0.5;

/** What a fix run comes to: the runner's proposal, or the labelled fallback in its place (native.md §10). */
export const decideOutcome = (
  fixRunId: string,
  { evidence, evidenceRefs, redactions }: Pick<IncidentMaterial, 'evidence' | 'evidenceRefs' | 'redactions'>,
  result: RunnerResult,
): Decided => {
  const { runner, allowedPaths, refusals, usage, base } = result;
  const baseCommit = base?.commit ?? null;
  const around = {
    runner,
    allowedPaths,
    base,
    refusals,
    redactions,
    evidenceRefs,
    branch: branchOf(fixRunId),
  };
  if (result.kind === 'proposal') {
    const outcome: Outcome = {
      ...around,
      status: 'succeeded',
      summary: result.summary,
      plan: result.plan,
      changedFiles: result.changedFiles,
      confidence: Math.min(
        refusals.length > 0 ? maxConfidenceOfRefused : maxConfidence,
        Math.max(0, result.confidence),
      ),
      fallbackReason: null,
      fallbackDetail: null,
    };
    return { outcome, diff: result.diff, baseCommit, usage };
  }
  const { diff, ...fallback } = buildFallback(evidence, allowedPaths);
  const outcome: Outcome = {
    ...around,
    ...fallback,
    status: 'fallback',
    fallbackReason: result.reason,
    fallbackDetail: result.detail,
  };
  return { outcome, diff, baseCommit, usage };
};

/** One branch a run: by it a pull request that was made already is found again. */
const branchOf = (fixRunId: string): string => `debrief/fix-${fixRunId}`;
