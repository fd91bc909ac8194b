import type { JsonText, JsonValue } from '@debrief/kernel';
import type { PlatformCondition } from '../platform-filters/platform-condition';
import type { ListOrder } from '../spans/list-order';

/** A run as programs see it (platform.md B1), whatever surface it came in by. Moments are microseconds since 1970; costs US dollars. */
export interface PlatformTrace {
  /** Internal. */
  readonly id: string;
  readonly projectId: string;
  readonly externalId: string;
  /** By which it came in. */
  readonly surface: string;
  readonly name: string | null;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly release: string | null;
  readonly version: string | null;
  readonly environment: string | null;
  readonly tags: readonly string[];
  readonly metadata: JsonText;
  readonly public: boolean;
  readonly bookmarked: boolean;
  /** DEBUG, DEFAULT, WARNING or ERROR: what its client says, else by how it went. */
  readonly level: string;
  readonly statusMessage: string | null;
  readonly status: string;
  readonly start: number;
  readonly end: number | null;
  readonly latencyMs: number | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
  readonly inputCost: number;
  readonly outputCost: number;
  readonly totalCost: number;
  readonly gitCommitSha: string | null;
  readonly gitBranch: string | null;
  readonly gitRepoUrl: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What went into a run and what came out of it: as its client says of the run as a whole, else of its spans. */
export interface TraceIo {
  readonly input: JsonValue;
  readonly output: JsonValue;
}

/** What narrows a list of runs, and its order. */
export interface PlatformTraceQuery {
  readonly conditions: readonly PlatformCondition[];
  readonly order: ListOrder;
}
