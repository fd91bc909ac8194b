import type { Installation, Pull, Repository } from './github-state';

/** What a route answers; GitHub's refusals are answers, too. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const refuse = (status: number, message: string, errors?: readonly object[]): Answer => ({
  status,
  body: { message, ...(errors && { errors }), documentation_url: 'https://docs.github.com/rest' },
});

export const notFound = (): Answer => refuse(404, 'Not Found');
export const forbidden = (): Answer => refuse(403, 'Resource not accessible by integration');
export const unauthorized = (): Answer => refuse(401, 'Bad credentials');
export const invalid = (message: string, errors?: readonly object[]): Answer => refuse(422, message, errors);

export const toRepository = (repository: Repository, push = true) => ({
  id: repository.id,
  name: repository.name,
  full_name: `${repository.owner}/${repository.name}`,
  html_url: `https://github.com/${repository.owner}/${repository.name}`,
  default_branch: repository.bare.defaultBranch,
  owner: { login: repository.owner },
  permissions: { admin: false, push, pull: true },
});

export const toInstallation = ({ id, account, suspendedAt }: Installation) => ({
  id,
  account: { login: account },
  suspended_at: suspendedAt,
  updated_at: '2026-01-01T00:00:00Z',
});

export const toPull = ({ owner, name, bare }: Repository, pull: Pull) => ({
  number: pull.number,
  html_url: `https://github.com/${owner}/${name}/pull/${pull.number}`,
  title: pull.title,
  body: pull.body,
  state: pull.state,
  draft: pull.draft,
  merged_at: pull.mergedAt,
  updated_at: pull.updatedAt,
  head: { ref: pull.head, sha: bare.find(`refs/heads/${pull.head}`) ?? '0'.repeat(40) },
  base: { ref: pull.base },
});
