import { randomUUID } from 'node:crypto';
import type { Mutation } from './mutation';
import { addDoomed, doomed } from './doomed';

const newCiRun = (): Record<string, unknown> => ({ provider: 'github', providerRunId: randomUUID() });

/** What changes checkpoints, git links and CI runs (platform.md B5), as it stands under `/v1`. */
export const provenanceMutations: Readonly<Record<string, Mutation>> = {
  'POST /v1/checkpoints': {
    body: (projectId) => ({ projectId, traceId: doomed, name: randomUUID() }),
    namesProject: true,
    arrange: addDoomed,
    audits: 'records',
  },
  'POST /v1/checkpoints/:id/restore': { audits: 'records' },
  'POST /v1/git-links': {
    body: (projectId) => ({ projectId, traceId: doomed, commitSha: randomUUID().replaceAll('-', '') }),
    namesProject: true,
    arrange: addDoomed,
    audits: ['git_link.create'],
  },
  'POST /v1/ci-runs': {
    body: (projectId) => ({ projectId, ...newCiRun() }),
    namesProject: true,
    audits: ['ci_run.create'],
  },
  'PATCH /v1/ci-runs/:id': { body: () => ({ prTitle: randomUUID() }), audits: ['ci_run.update'] },
  'POST /v1/ci-runs/:id/traces': {
    body: () => ({ traceId: doomed }),
    arrange: addDoomed,
    audits: ['ci_run.link_traces'],
  },
  'POST /v1/ci-runs/:id/complete': { body: () => ({ status: 'success' }), audits: ['ci_run.complete'] },
};
