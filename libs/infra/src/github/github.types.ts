/** Rights that a token is narrowed to; GitHub adds reading of metadata by itself. */
export interface GithubPermissions {
  readonly contents?: 'read' | 'write';
  readonly pull_requests?: 'write';
  readonly checks?: 'write';
}

/** A repository as GitHub describes it. */
export interface GithubRepositoryFacts {
  /** Stays when the repository is renamed or moved. */
  readonly id: number;
  /** `owner/name`. */
  readonly fullName: string;
  readonly url: string;
  readonly defaultBranch: string;
}

/** An installation that a GitHub user has access to. */
export interface UserInstallation {
  readonly id: number;
  /** Login of the user or organisation that it is installed for. */
  readonly account: string;
  readonly suspendedAt: Date | null;
  readonly updatedAt: Date;
  /** Ids of those of its repositories that the user may push to. */
  readonly repositoryIds: readonly number[];
}

/** How git reaches a repository. */
export interface GitRemote {
  readonly url: string;
  /** Value of the `Authorization` header: a secret. */
  readonly authorization: string;
}

export interface GithubCommit {
  readonly sha: string;
  readonly treeSha: string;
  readonly message: string;
  readonly parents: readonly string[];
}

export interface TreeChange {
  readonly path: string;
  /** Null removes the file. */
  readonly content: string | null;
  readonly isExecutable: boolean;
}

export interface GithubPullRequest {
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly isDraft: boolean;
  readonly headSha: string;
  readonly updatedAt: Date;
}

export interface CheckRun {
  readonly headSha: string;
  readonly name: string;
  readonly conclusion: 'success' | 'failure' | 'neutral';
  readonly title: string;
  readonly summary: string;
  readonly detailsUrl?: string;
}
