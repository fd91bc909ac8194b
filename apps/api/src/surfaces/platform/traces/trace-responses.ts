import { parseJson } from '@debrief/kernel';
import type { TraceWithParts } from '@debrief/replay';
import { toIso, toIsoOrNull } from '../observations/moments';
import type { FieldGroup } from './public-trace-query.dto';

/** A trace as `/v1` gives it (platform.md B1): latency in milliseconds. */
export const toV1Trace = ({ trace, io }: TraceWithParts) => ({
  id: trace.externalId,
  projectId: trace.projectId,
  name: trace.name,
  userId: trace.userId,
  sessionId: trace.sessionId,
  release: trace.release,
  version: trace.version,
  environment: trace.environment ?? 'default',
  tags: trace.tags,
  metadata: parseJson(trace.metadata),
  public: trace.public,
  bookmarked: trace.bookmarked,
  input: io?.input ?? null,
  output: io?.output ?? null,
  level: trace.level,
  statusMessage: trace.statusMessage,
  status: trace.status,
  timestamp: toIso(trace.start),
  startTime: toIso(trace.start),
  endTime: toIsoOrNull(trace.end),
  latency: trace.latencyMs,
  inputTokens: trace.inputTokens,
  outputTokens: trace.outputTokens,
  totalTokens: trace.totalTokens,
  inputCost: trace.inputCost,
  outputCost: trace.outputCost,
  totalCost: trace.totalCost,
  gitCommitSha: trace.gitCommitSha,
  gitBranch: trace.gitBranch,
  gitRepoUrl: trace.gitRepoUrl,
  createdAt: toIso(trace.createdAt),
  updatedAt: toIso(trace.updatedAt),
});

/** To the microsecond: dividing would add digits that nobody measured. */
const toSeconds = (ms: number): number => Math.round(ms * 1000) / 1_000_000;

/** Stands for a number that was not asked for: SDKs want one. */
const leftOut = -1;

/**
 * A trace as Langfuse SDKs parse it (platform.md D): latency in seconds. Lists and numbers are never null.
 * @param observations of one trace as objects, in lists as ids; so `scores`
 */
export const toPublicTrace = (
  { trace, io }: TraceWithParts,
  groups: ReadonlySet<FieldGroup>,
  { observations, scores }: { readonly observations: readonly unknown[]; readonly scores: readonly unknown[] },
) => ({
  id: trace.externalId,
  timestamp: toIso(trace.start),
  name: trace.name,
  input: io?.input ?? null,
  output: io?.output ?? null,
  sessionId: trace.sessionId,
  release: trace.release,
  version: trace.version,
  userId: trace.userId,
  metadata: groups.has('io') ? parseJson(trace.metadata) : null,
  tags: trace.tags,
  public: trace.public,
  environment: trace.environment ?? 'default',
  htmlPath: `/project/${trace.projectId}/traces/${encodeURIComponent(trace.externalId)}`,
  latency: groups.has('metrics') ? toSeconds(trace.latencyMs ?? 0) : leftOut,
  totalCost: groups.has('metrics') ? trace.totalCost : leftOut,
  observations,
  scores,
  createdAt: toIso(trace.createdAt),
  updatedAt: toIso(trace.updatedAt),
  bookmarked: trace.bookmarked,
  projectId: trace.projectId,
});
