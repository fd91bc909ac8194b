import { gitRoutes } from './git-routes';
import { type Answer, invalid, toPull } from './github-answers';
import type { Check, Pull, Repository } from './github-state';
import type { ApiRequest } from './request-check';
import type { Route } from './route';

interface NewPull {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  readonly draft?: boolean;
}

const openPull = (repository: Repository, { body }: ApiRequest, nextId: () => number): Answer => {
  const { draft = false, ...pull } = body as NewPull;
  const { bare, pulls, allowsDrafts } = repository;
  if (draft && !allowsDrafts) return invalid('Draft pull requests are not supported in this repository.');
  const [head, base] = [bare.find(`refs/heads/${pull.head}`), bare.find(`refs/heads/${pull.base}`)];
  if (!head || !base)
    return invalid('Validation Failed', [{ resource: 'PullRequest', field: head ? 'base' : 'head', code: 'invalid' }]);
  if (pulls.some((one) => one.head === pull.head && one.state === 'open'))
    return invalid('Validation Failed', [
      { resource: 'PullRequest', code: 'custom', message: 'A pull request already exists' },
    ]);
  const { title, body: text } = pull;
  const opened: Pull = {
    number: nextId(),
    title,
    body: text,
    head: pull.head,
    base: pull.base,
    draft,
    state: 'open',
    mergedAt: null,
    updatedAt: new Date().toISOString(),
  };
  pulls.push(opened);
  return { status: 201, body: toPull(repository, opened) };
};

const listPulls = (repository: Repository, { query }: ApiRequest): Answer => {
  const { head = '', state = 'open' } = query;
  const found = repository.pulls
    .filter((pull) => head === '' || head === `${repository.owner}:${pull.head}`)
    .filter((pull) => state === 'all' || state === pull.state);
  return { status: 200, body: found.toReversed().map((pull) => toPull(repository, pull)) };
};

const urlOf = ({ owner, name }: Repository, id: number): string => `https://github.com/${owner}/${name}/runs/${id}`;

/** Routes under /repos/{owner}/{repo}, by operation. */
export const repositoryRoutes: Readonly<Record<string, Route>> = {
  ...gitRoutes,
  'GET /repos/{owner}/{repo}/pulls': { needs: { pull_requests: 'read' }, answer: listPulls },
  'POST /repos/{owner}/{repo}/pulls': { needs: { pull_requests: 'write' }, answer: openPull },
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': {
    needs: { checks: 'read' },
    answer: ({ checks }, { path, query }) => {
      const found = checks.filter((one) => one.head_sha === path.ref && one.name === query.check_name);
      return { status: 200, body: { total_count: found.length, check_runs: found } };
    },
  },
  'POST /repos/{owner}/{repo}/check-runs': {
    needs: { checks: 'write' },
    answer: (repository, { body }, nextId) => {
      const id = nextId();
      const check: Check = { ...(body as { head_sha: string; name: string }), id, html_url: urlOf(repository, id) };
      repository.checks.push(check);
      return { status: 201, body: check };
    },
  },
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': {
    needs: { checks: 'write' },
    answer: ({ checks }, { path, body }) => {
      const check = checks.find(({ id }) => id === Number(path.check_run_id));
      return check ? { status: 200, body: Object.assign(check, body) } : invalid('No such check run');
    },
  },
};
