import { type JsonObject, invalid } from '@debrief/kernel';
import { type CiRun, type CiRunFilters, type CiStats, ciStatuses, readCommitSha } from '@debrief/provenance';
import type { LinkRequest, PipelineVerdict } from '@debrief/regression';
import { Instant, OneOf, Text, Texts, Uuid, Whole } from '../../../http/fields';
import { V1PageQuery } from '../v1/page.dto';

const statuses = `${ciStatuses.join(', ')}; completed, failed, in_progress and the like are read as one of them`;
const text = { max: 256, min: 0 } as const;

/** Body of PATCH /v1/ci-runs/{id}: absent as it is, null cleared. */
export class UpdateCiRunBody {
  @Text({ max: 2_048, min: 0, nullable: true }) providerRunUrl?: string | null;
  @Text({ ...text, nullable: true }) pipelineName?: string | null;
  @Text({ ...text, nullable: true }) workflowName?: string | null;
  @Text({ ...text, nullable: true }) gitCommitSha?: string | null;
  @Text({ ...text, nullable: true }) gitBranch?: string | null;
  @Text({ ...text, nullable: true }) gitTag?: string | null;
  @Text({ ...text, nullable: true }) gitRef?: string | null;
  @Text({ max: 2_048, min: 0, nullable: true, description: 'Credentials in it are removed' }) gitRepoUrl?:
    string | null;
  @Whole({ min: 0, max: Number.MAX_SAFE_INTEGER, nullable: true }) prNumber?: number | null;
  @Text({ max: 1_024, min: 0, nullable: true }) prTitle?: string | null;
  @Text({ ...text, nullable: true }) prSourceBranch?: string | null;
  @Text({ ...text, nullable: true }) prTargetBranch?: string | null;
  @Text({ ...text, nullable: true }) runnerName?: string | null;
  @Text({ ...text, nullable: true }) runnerOs?: string | null;
  @Text({ ...text, nullable: true }) runnerArch?: string | null;
  @Text({ ...text, nullable: true }) triggeredBy?: string | null;
  @Text({ ...text, nullable: true }) triggerEvent?: string | null;
  @Instant() startedAt?: string;
  @Text({ max: 64, description: `${statuses}. A final one ends the run` }) status?: string;
  @Text({ ...text, nullable: true }) conclusion?: string | null;
  @Text({ max: 10_000, min: 0, multiline: true, nullable: true }) errorMessage?: string | null;
}

/** Body of POST /v1/ci-runs. */
export class CreateCiRunBody extends UpdateCiRunBody {
  @Text({ max: 256 }) id?: string;
  @Text({ max: 256 }) projectId?: string;
  @Text({ required: true, max: 64, example: 'github' }) provider: string;
  @Text({ required: true, max: 256, example: '9876543210' }) providerRunId: string;
  @Text({ ...text }) jobName?: string;
  @Whole({ min: 1, max: 1_000_000, default: 1 }) attempt?: number;
  @Uuid({ description: 'A regression run of it is opened, which takes the traces of this CI run as candidates' })
  incidentId?: string;
  @Uuid() fixRunId?: string;
  @Uuid({ description: 'The regression run that takes the traces of this CI run as candidates' })
  regressionRunId?: string;
}

/** Body of POST /v1/ci-runs/{id}/complete. */
export class CompleteCiRunBody {
  @Text({ required: true, max: 64, description: 'success, failure, cancelled, skipped, or a word for one of them' })
  status: string;
  @Text({ ...text }) conclusion?: string;
  @Text({ max: 10_000, min: 0, multiline: true }) errorMessage?: string;
}

/** Body of POST /v1/ci-runs/{id}/traces. */
export class LinkTracesBody {
  @Text({ max: 256 }) traceId?: string;
  @Texts({ max: 256, maxItems: 1_000, description: 'Instead of `traceId`' }) traceIds?: string[];
  @Text({
    max: 256,
    description: 'The failing trace that this one is the same as after the change; with `traceId` only',
  })
  caseTraceId?: string;
}

/** Query of GET /v1/ci-runs and of its statistics. */
export class CiRunFiltersQuery {
  @Text({ max: 64 }) provider?: string;
  @Text({ max: 256 }) gitCommitSha?: string;
  @Text({ max: 256 }) gitBranch?: string;
  @Uuid() incidentId?: string;
  @Uuid() regressionRunId?: string;
  @Instant({ description: 'Started at or after' }) fromTimestamp?: string;
  @Instant({ description: 'Started before' }) toTimestamp?: string;
}

export class ListCiRunsQuery extends V1PageQuery {
  @Text({ max: 64 }) provider?: string;
  @Text({ max: 256 }) providerRunId?: string;
  @Text({ max: 256 }) gitCommitSha?: string;
  @Text({ max: 256 }) gitBranch?: string;
  @OneOf(ciStatuses) status?: CiRunFilters['status'];
  @Uuid() incidentId?: string;
  @Uuid() regressionRunId?: string;
  @Instant({ description: 'Started at or after' }) fromTimestamp?: string;
  @Instant({ description: 'Started before' }) toTimestamp?: string;
}

/** Query of GET /v1/ci-runs/provider/{providerRunId}. */
export class OfProviderQuery {
  @Text({ max: 64 }) provider?: string;
  @Text({ max: 256 }) jobName?: string;
  @Whole({ min: 1, max: 1_000_000 }) attempt?: number;
}

/** Query of GET /v1/ci-runs/{id}/verdict. */
export class VerdictQuery {
  @Whole({ min: 0, max: 55, default: 0, description: 'Seconds to wait for it' }) wait?: number;
}

export const toCiRunFilters = (query: CiRunFiltersQuery & Partial<ListCiRunsQuery>): CiRunFilters => ({
  provider: query.provider?.toLowerCase(),
  providerRunId: query.providerRunId,
  gitCommitSha: query.gitCommitSha && (readCommitSha(query.gitCommitSha) ?? query.gitCommitSha),
  gitBranch: query.gitBranch,
  status: query.status,
  incidentId: query.incidentId,
  regressionRunId: query.regressionRunId,
  from: query.fromTimestamp === undefined ? undefined : new Date(query.fromTimestamp),
  to: query.toTimestamp === undefined ? undefined : new Date(query.toTimestamp),
});

/** @throws DomainError INVALID unless it names traces, and a case for one at most */
export const toLinkRequest = ({ traceId, traceIds, caseTraceId }: LinkTracesBody): LinkRequest => {
  const named = [...(traceId === undefined ? [] : [traceId]), ...(traceIds ?? [])];
  if (named.length === 0) throw invalid('traceId', 'is required');
  if (caseTraceId !== undefined && new Set(named).size > 1) throw invalid('caseTraceId', 'goes with one trace');
  return { traceIds: named, caseTraceId: caseTraceId ?? null };
};

export const toBody = (body: object): JsonObject => ({ ...body }) as JsonObject;

export const toCiRunResponse = (run: CiRun) => ({
  id: run.externalId,
  projectId: run.projectId,
  provider: run.provider,
  providerRunId: run.providerRunId,
  providerRunUrl: run.providerRunUrl,
  pipelineName: run.pipelineName,
  jobName: run.jobName === '' ? null : run.jobName,
  workflowName: run.workflowName,
  attempt: run.attempt,
  gitCommitSha: run.gitCommitSha,
  gitBranch: run.gitBranch,
  gitTag: run.gitTag,
  gitRef: run.gitRef,
  gitRepoUrl: run.gitRepoUrl,
  prNumber: run.prNumber,
  prTitle: run.prTitle,
  prSourceBranch: run.prSourceBranch,
  prTargetBranch: run.prTargetBranch,
  runnerName: run.runnerName,
  runnerOs: run.runnerOs,
  runnerArch: run.runnerArch,
  triggeredBy: run.triggeredBy,
  triggerEvent: run.triggerEvent,
  status: run.status,
  conclusion: run.conclusion,
  errorMessage: run.errorMessage,
  startedAt: run.startedAt.toISOString(),
  completedAt: run.completedAt?.toISOString() ?? null,
  durationMs: run.completedAt && Math.max(0, run.completedAt.getTime() - run.startedAt.getTime()),
  traceIds: run.traceIds,
  traceCount: run.traceCount,
  totalTokens: run.totalTokens,
  totalCost: run.totalCost,
  totalObservations: run.totalObservations,
  incidentId: run.incidentId,
  fixRunId: run.fixRunId,
  regressionRunId: run.regressionRunId,
  verdict: run.verdict,
  createdAt: run.createdAt.toISOString(),
  updatedAt: run.updatedAt.toISOString(),
});

/** Before a comparison is over its counts are those of what was judged: none. */
export const toVerdictResponse = ({ status, verdict, regression, url }: PipelineVerdict) => {
  const run = status === 'done' ? regression?.run : undefined;
  return {
    regressionRunId: regression?.run.id ?? null,
    status,
    verdict,
    beforeFail: run?.beforeFail ?? 0,
    afterFail: run?.afterFail ?? 0,
    newLabels: run?.newLabels ?? [],
    url,
  };
};

export const toStatsResponse = ({ byStatus, ...stats }: CiStats) => ({
  totalRuns: stats.totalRuns,
  pendingCount: byStatus.pending,
  runningCount: byStatus.running,
  successCount: byStatus.success,
  failureCount: byStatus.failure,
  cancelledCount: byStatus.cancelled,
  skippedCount: byStatus.skipped,
  avgDurationMs: stats.avgDurationMs,
  traceCount: stats.traceCount,
  totalTokens: stats.totalTokens,
  totalCost: stats.totalCost,
  totalObservations: stats.totalObservations,
});
