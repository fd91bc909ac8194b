import type { PlatformColumns } from '../platform-filters/platform-condition';

const text = { kind: 'text' } as const;
const number = { kind: 'number' } as const;
const flag = { kind: 'flag' } as const;

/** What lists of Platform traces are filtered by, in the words of Langfuse's `filter` (platform.md D). Latency is in seconds. */
export const platformTraceColumns = {
  id: text,
  name: text,
  timestamp: { kind: 'moment' },
  userId: text,
  sessionId: text,
  environment: text,
  version: text,
  release: text,
  tags: { kind: 'list' },
  metadata: { kind: 'object' },
  bookmarked: flag,
  public: flag,
  level: { kind: 'text', fold: 'upper' },
  latency: number,
  inputTokens: number,
  outputTokens: number,
  totalTokens: number,
  inputCost: number,
  outputCost: number,
  totalCost: number,
  errorCount: number,
  warningCount: number,
  defaultCount: number,
  debugCount: number,
  scores_avg: { kind: 'object' },
  score_categories: { kind: 'object' },
  gitCommitSha: text,
  gitBranch: text,
} as const satisfies PlatformColumns;

/** What such lists are ordered by; those of `/v1` (platform.md B1) and those of Langfuse beside them. */
export type PlatformTraceOrder =
  | 'createdAt'
  | 'timestamp'
  | 'name'
  | 'latency'
  | 'totalCost'
  | 'totalTokens'
  | 'id'
  | 'userId'
  | 'sessionId'
  | 'release'
  | 'version'
  | 'public'
  | 'bookmarked';
