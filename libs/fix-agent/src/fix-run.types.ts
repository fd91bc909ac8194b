import type { JsonText } from '@debrief/kernel';

export const fixRunStatuses = ['queued', 'running', 'succeeded', 'fallback', 'failed'] as const;
export type FixRunStatus = (typeof fixRunStatuses)[number];

/** What somebody asks of a fix agent. */
export interface FixRequest {
  /** `auto`, or the name of a configured model provider. */
  readonly runner: string;
  /** Where the change is made and goes; null: the repository's default branch. */
  readonly baseBranch: string | null;
  readonly instructions: string | null;
  readonly openPr: boolean;
}

/** A tool or a diff that a rule refused. */
export interface RefusedAct {
  readonly tool: string;
  readonly path: string;
  readonly detail: string;
}

/** The commit that a fix was made on, and how it came to that. */
export interface FixBase {
  readonly kind: 'trace_commit' | 'default_branch' | 'base_branch';
  /** 40 hex digits. */
  readonly commit: string;
  /** Where the change goes. */
  readonly branch: string;
  /** What the run's client named, and the repository does not have. */
  readonly missing: string | null;
}

/** What a fix run came to, but for its diff. Decided once: a run that is taken up again goes on from here. */
export interface Outcome {
  readonly status: 'succeeded' | 'fallback';
  readonly summary: string;
  readonly plan: readonly string[];
  readonly changedFiles: readonly string[];
  /** The runner that was at work; null: none was there. */
  readonly runner: string | null;
  /** 0 to 1. */
  readonly confidence: number;
  /** Seqs of the run that was shown. */
  readonly evidenceRefs: readonly number[];
  readonly fallbackReason: string | null;
  /** What stands behind the reason, for people: a path, a limit, a provider's status. */
  readonly fallbackDetail: string | null;
  readonly branch: string;
  readonly allowedPaths: readonly string[];
  /** Absent or null: there was no checkout. */
  readonly base?: FixBase | null;
  readonly refusals: readonly RefusedAct[];
  /** Rule → how many secrets were masked in what the runner was shown. */
  readonly redactions: Readonly<Record<string, number>>;
}

/** What became of the pull request, as every answer shows it (native.md §10). */
export type PullRequestJson =
  | { readonly pr_url: string; readonly number: number; readonly draft: true; readonly fallback: false }
  | {
      readonly pr_url: null;
      readonly fallback: true;
      readonly fallback_reason: string;
      readonly branch: string;
      readonly title: string;
      readonly body: string;
      readonly changed_files: readonly string[];
    };

export interface FixRunUsage {
  readonly steps: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number | null;
}

export interface FixRun extends FixRunUsage {
  readonly id: string;
  readonly projectId: string;
  readonly incidentId: string;
  readonly traceId: string | null;
  readonly status: FixRunStatus;
  /** `user:<id>` and the like. */
  readonly requestedBy: string;
  readonly input: FixRequest;
  readonly baseCommit: string | null;
  readonly outcome: Outcome | null;
  readonly diff: string | null;
  readonly githubPr: PullRequestJson | null;
  readonly fallbackReason: string | null;
  readonly durationMs: number | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export type LogKind = 'note' | 'model' | 'tool_call' | 'tool_result';

export interface LogEntry {
  readonly seq: number;
  readonly at: Date;
  readonly kind: LogKind;
  readonly content: JsonText;
}

export const isUnderWay = ({ status }: Pick<FixRun, 'status'>): boolean => status === 'queued' || status === 'running';
