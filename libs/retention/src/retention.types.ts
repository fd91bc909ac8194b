export interface RetentionRequest {
  /** Id or slug; absent: all projects. */
  readonly project?: string;
  /** Traces removed at most. */
  readonly limit: number;
  readonly isDryRun: boolean;
}

export interface StuckTrace {
  readonly projectId: string;
  readonly externalId: string;
}

/** What went; in a dry run what would go. */
export interface RetentionResult {
  readonly traces: number;
  readonly events: number;
  readonly artifacts: number;
  /** Traces that stay because an object of theirs could not be deleted. */
  readonly failed: readonly StuckTrace[];
  /** Whether the limit was reached before the end of what is expired. */
  readonly hasMore: boolean;
}
