export const gitLinkTypes = ['start', 'commit', 'restore', 'branch', 'diff', 'current', 'end', 'referenced'] as const;
export type GitLinkType = (typeof gitLinkTypes)[number];

/** Types of links that say at which commit a run's code was. */
export const commitLinkTypes = ['current', 'start', 'commit'] as const satisfies readonly GitLinkType[];

/** What a client says of a commit that a run has to do with. */
export interface GitLinkFacts {
  readonly observationId: string | null;
  readonly linkType: GitLinkType;
  /** 7 to 64 hex digits, lower case. */
  readonly commitSha: string;
  readonly parentSha: string | null;
  readonly branch: string | null;
  readonly tag: string | null;
  readonly repoUrl: string | null;
  readonly commitMessage: string | null;
  readonly commitAuthor: string | null;
  readonly commitAuthorEmail: string | null;
  readonly commitTimestamp: Date | null;
  readonly filesAdded: readonly string[];
  readonly filesModified: readonly string[];
  readonly filesDeleted: readonly string[];
  /** Where the client does not tell them apart. */
  readonly filesChanged: readonly string[];
  readonly additions: number | null;
  readonly deletions: number | null;
}

/** As it is sent. */
export interface SentGitLink extends GitLinkFacts {
  /** The client's own id; null: it gets one. */
  readonly id: string | null;
  /** External id. */
  readonly traceId: string;
  /** External id. */
  readonly ciRunId: string | null;
}

/** As it is stored. */
export interface GitLink extends GitLinkFacts {
  /** Internal. */
  readonly id: string;
  readonly externalId: string;
  readonly projectId: string;
  /** External id. */
  readonly traceId: string;
  /** External id of the CI run; null also when that is gone. */
  readonly ciRunId: string | null;
  readonly createdAt: Date;
}

export interface GitLinkFilters {
  /** External id. */
  readonly traceId?: string;
  /** A commit's id, or its beginning. */
  readonly commitSha?: string;
  readonly branch?: string;
  readonly repoUrl?: string;
  readonly linkType?: GitLinkType;
  /** External id. */
  readonly ciRunId?: string;
  /** Of `createdAt`: inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
}

/** A commit with the runs that are linked to it. */
export interface TimelineEntry {
  readonly commitSha: string;
  readonly commitMessage: string | null;
  readonly commitAuthor: string | null;
  /** When it was made; where no link says it, when the first one came. */
  readonly commitTime: Date;
  readonly branch: string | null;
  readonly traceCount: number;
  /** Those that failed or aborted, or are in an incident. */
  readonly failedTraceCount: number;
  /** External ids of the newest 100. */
  readonly traceIds: readonly string[];
}
