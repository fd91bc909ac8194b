/**
 * Why nothing was done. Data, not an exception: the caller shows a preview in its place.
 *
 * - `not_connected`: no repository, no App on this instance, or its installation is gone or suspended
 * - `access_denied`: GitHub does not let the App do this (rights missing, repository removed from the installation)
 * - `ref_not_found`: there is no such branch, tag or commit
 * - `too_large`: the repository is above the limits of a checkout
 * - `checkout_failed`: git refused, or took too long
 * - `path_not_allowed`: a file lies outside the allowed paths
 * - `branch_taken`: the branch holds a commit that is not this fix run's
 * - `pull_request_refused`: GitHub refused the pull request; drafts are not available on every plan
 * - `refused`: GitHub refused something else
 * - `unavailable`: GitHub, or git on this machine, could not be reached
 */
export type RefusalReason =
  | 'not_connected'
  | 'access_denied'
  | 'ref_not_found'
  | 'too_large'
  | 'checkout_failed'
  | 'path_not_allowed'
  | 'branch_taken'
  | 'pull_request_refused'
  | 'refused'
  | 'unavailable';

export interface Refusal {
  readonly reason: RefusalReason;
  /** What GitHub said, for people; never a secret. */
  readonly detail?: string;
}

export const isRefusal = (outcome: object): outcome is Refusal => 'reason' in outcome;

export interface CheckoutRequest {
  /** A branch, a tag or a full commit id; default: the repository's default branch. */
  readonly ref?: string;
  /** Where no `ref` is named: the commit that is taken before the default branch, if the repository has it. */
  readonly commit?: WishedCommit;
}

/** A commit that somebody says the code was at. */
export interface WishedCommit {
  /** Hex digits, 7 at least. */
  readonly sha: string;
  /** On which it is, if not on the default branch. */
  readonly branch: string | null;
}

/** The files of one commit in a folder of its own. Whoever opened it closes it. */
export interface Checkout {
  readonly folder: string;
  /** 40 hex digits. */
  readonly commit: string;
  /** The branch in whose history it is, where it is the commit that was wished for; else null. */
  readonly wishedOn: string | null;
  readonly defaultBranch: string;
  /** Relative prefixes in which changes may lie, e.g. `agents/`. */
  readonly allowedPaths: readonly string[];
  /** Removes the folder. May be called twice. */
  close(): Promise<void>;
}

/** One file as it shall be; `content` null removes it. */
export interface FileChange {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  readonly content: string | null;
  /** Keeps or sets the executable bit; default false. */
  readonly isExecutable?: boolean;
}

export interface ChangeProposal {
  readonly projectId: string;
  readonly incidentId: string;
  readonly fixRunId: string;
  /** Into which the pull request goes; default: the default branch. */
  readonly baseBranch?: string;
  /** The commit on which `files` were made (`Checkout.commit`); default: the head of the base branch. */
  readonly baseCommit?: string;
  /** Of the fix run alone, e.g. `debrief/…`. */
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly files: readonly FileChange[];
}

export interface ProposedChange {
  readonly prUrl: string;
  readonly number: number;
  /** False once somebody marked it ready. */
  readonly draft: boolean;
  readonly headSha: string;
}

export type CheckConclusion = 'success' | 'failure' | 'neutral';

export interface CheckReport {
  readonly projectId: string;
  readonly headSha: string;
  /** A later report of the same name on the same commit takes the place of the first. */
  readonly name: string;
  readonly conclusion: CheckConclusion;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly detailsUrl?: string;
}

export interface ReportedCheck {
  readonly checkRunId: number;
  readonly url: string;
}
