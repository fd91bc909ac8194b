import { type FixRequest, type FixRun, type LogEntry, toFixRunResponse, toFixRunSummary } from '@debrief/fix-agent';
import { isRefName, type Page } from '@debrief/infra';
import { invalid, parseJson } from '@debrief/kernel';
import { Flag, Text, Whole } from '../../http/fields';

const defaultWaitSeconds = 25;
export const maxWaitSeconds = 55;

/** Body of POST /api/incidents/{id}/fix-agent. */
export class DispatchFixAgentBody {
  @Text({ max: 64, default: 'auto', description: '`auto`, or the name of a configured model provider' })
  runner?: string;
  @Text({ max: 255, description: 'Where the change is made and goes; default: the default branch', example: 'main' })
  base_branch?: string;
  @Text({ max: 4_000, multiline: true, description: 'What to mind, for the agent' }) instructions?: string;
  @Flag({ default: true, description: 'Whether to open a draft pull request' }) open_pr?: boolean;
  @Whole({ min: 0, max: maxWaitSeconds, default: defaultWaitSeconds, description: 'Also `Prefer: wait=n`' })
  wait_seconds?: number;
}

/** @throws INVALID */
export const toFixRequest = (body: DispatchFixAgentBody): FixRequest => {
  if (body.base_branch !== undefined && !isRefName(body.base_branch))
    throw invalid('base_branch', 'must be the name of a branch');
  return {
    runner: body.runner ?? 'auto',
    baseBranch: body.base_branch ?? null,
    instructions: body.instructions ?? null,
    openPr: body.open_pr ?? true,
  };
};

/**
 * How long the caller waits: the body says it, else the header `Prefer: wait=n` (RFC 7240), which is a wish and so cut to what is
 * possible, else 25 s.
 */
export const toWaitSeconds = (sent: number | undefined, prefer: string | undefined): number => {
  if (sent !== undefined) return sent;
  const [, wish] = /(?:^|[,;\s])wait=(\d{1,9})(?:$|[,;\s])/i.exec(prefer ?? '') ?? [];
  return wish === undefined ? defaultWaitSeconds : Math.min(maxWaitSeconds, Number(wish));
};

export const pollPath = ({ id }: Pick<FixRun, 'id'>): string => `/api/fix-runs/${id}`;

export const toPendingResponse = (run: FixRun) => ({
  incident_id: run.incidentId,
  fix_run: { id: run.id, status: run.status },
  poll: pollPath(run),
});

export const toFixRunsResponse = ({ items, nextCursor }: Page<FixRun>) => ({
  fix_runs: items.map(toFixRunSummary),
  next_cursor: nextCursor,
});

export const toLoggedFixRunResponse = (run: FixRun, log: readonly LogEntry[]) => ({
  ...toFixRunResponse(run),
  log: log.map(({ seq, at, kind, content }) => ({ seq, at: at.toISOString(), kind, content: parseJson(content) })),
});

const summaryExample = {
  incident_id: '0197c1de-3333-7c3d-9e1f-2a3b4c5d6e7f',
  fix_run: { id: '0197c1de-4444-7c3d-9e1f-2a3b4c5d6e7f', status: 'succeeded' },
  project_id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f',
  summary: 'Asks again when the page warns that the day is taken.',
  plan: ['Read the warnings of the last snapshot before confirming', 'Stop when there is one'],
  changed_files: ['agents/book.ts'],
  runner: 'claude',
  confidence: 0.7,
  evidence_refs: [5, 7],
  fallback: false,
  fallback_reason: null,
  metadata: {
    fallback: false,
    fallback_reason: null,
    fallback_detail: null,
    branch: 'debrief/fix-0197c1de-4444-7c3d-9e1f-2a3b4c5d6e7f',
    allowed_paths: ['agents/'],
    base_commit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
    base: {
      kind: 'trace_commit',
      commit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      branch: 'main',
      missing_commit: null,
    },
    refusals: [],
    redaction_summary: { 'value:email': 1 },
  },
  github_pr: { pr_url: 'https://github.com/acme/agents/pull/7', number: 7, draft: true, fallback: false },
  requested_by: 'user:7d9b4a52-3c1f-4f0e-8a6d-1b2c3d4e5f60',
  usage: { steps: 6, input_tokens: 18_000, output_tokens: 900, cost_usd: 0.07, duration_ms: 21_000 },
  created_at: '2026-01-01T12:00:00.000Z',
  started_at: '2026-01-01T12:00:00.100Z',
  finished_at: '2026-01-01T12:00:21.100Z',
};

export const fixRunExample = { ...summaryExample, diff: 'diff --git a/agents/book.ts b/agents/book.ts\n…' };
export const fixRunsExample = { fix_runs: [summaryExample], next_cursor: null };
export const loggedFixRunExample = {
  ...fixRunExample,
  log: [
    {
      seq: 1,
      at: '2026-01-01T12:00:01.000Z',
      kind: 'tool_call',
      content: { tool: 'read_file', input: { path: 'agents/book.ts' } },
    },
  ],
};
export const pendingExample = {
  incident_id: summaryExample.incident_id,
  fix_run: { id: summaryExample.fix_run.id, status: 'running' },
  poll: `/api/fix-runs/${summaryExample.fix_run.id}`,
};
