import type { FixRun } from './fix-run.types';

/** A fix run's result as every surface shows it (native.md §10). Of a run under way only what is known. */
export const toFixRunResponse = ({ diff, ...run }: FixRun) => ({ ...toFixRunSummary(run), diff: diff ?? '' });

/** As `toFixRunResponse`, without the diff: for lists and the stream. */
export const toFixRunSummary = (run: Omit<FixRun, 'diff'>) => {
  const { outcome, status, fallbackReason } = run;
  const isFallback = status === 'fallback' || status === 'failed';
  return {
    incident_id: run.incidentId,
    fix_run: { id: run.id, status },
    project_id: run.projectId,
    summary: outcome?.summary ?? null,
    plan: outcome?.plan ?? [],
    changed_files: outcome?.changedFiles ?? [],
    runner: outcome?.runner ?? null,
    confidence: outcome?.confidence ?? 0,
    evidence_refs: outcome?.evidenceRefs ?? [],
    fallback: isFallback,
    fallback_reason: fallbackReason,
    metadata: {
      fallback: isFallback,
      fallback_reason: fallbackReason,
      fallback_detail: outcome?.fallbackDetail ?? null,
      branch: outcome?.branch ?? null,
      allowed_paths: outcome?.allowedPaths ?? [],
      base_commit: run.baseCommit,
      base: outcome?.base
        ? {
            kind: outcome.base.kind,
            commit: outcome.base.commit,
            branch: outcome.base.branch,
            missing_commit: outcome.base.missing,
          }
        : null,
      refusals: outcome?.refusals ?? [],
      redaction_summary: outcome?.redactions ?? {},
    },
    github_pr: run.githubPr,
    requested_by: run.requestedBy,
    usage: {
      steps: run.steps,
      input_tokens: run.inputTokens,
      output_tokens: run.outputTokens,
      cost_usd: run.costUsd,
      duration_ms: run.durationMs,
    },
    created_at: run.createdAt.toISOString(),
    started_at: run.startedAt?.toISOString() ?? null,
    finished_at: run.finishedAt?.toISOString() ?? null,
  };
};

/** What an incident keeps of its latest fix run, as `fix_agent_result`. */
export const toIncidentResult = (run: FixRun) => ({
  fix_run_id: run.id,
  status: run.status,
  runner: run.outcome?.runner ?? null,
  summary: run.outcome?.summary ?? null,
  changed_files: run.outcome?.changedFiles ?? [],
  confidence: run.outcome?.confidence ?? 0,
  fallback: run.status !== 'succeeded',
  fallback_reason: run.fallbackReason,
  pr_url: run.githubPr?.pr_url ?? null,
});
