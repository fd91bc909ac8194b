import { readGithubEvent } from './read-github-event';

const installation = { id: 7, updated_at: '2026-01-02T00:00:00Z' };
const sha = 'a'.repeat(40);
const pull = (change: object = {}) => ({
  installation: { id: 7 },
  repository: { id: 11 },
  pull_request: {
    number: 3,
    state: 'closed',
    merged: false,
    updated_at: '2026-01-02T00:00:00Z',
    head: { sha },
    ...change,
  },
});
const at = new Date('2026-01-02T00:00:00Z');
const news = { repositoryId: 11, number: 3, state: 'closed', headSha: sha, at };

describe('readGithubEvent', () => {
  it.each([
    ['installation', { action: 'deleted', installation }, { type: 'installation_deleted', installationId: 7 }],
    ['installation', { action: 'suspend', installation }, { type: 'installation_suspended', installationId: 7, at }],
    [
      'installation',
      { action: 'unsuspend', installation },
      { type: 'installation_unsuspended', installationId: 7, at },
    ],
    [
      'installation_repositories',
      { action: 'removed', installation, repositories_removed: [{ id: 11 }, { id: 12 }] },
      { type: 'repositories_removed', installationId: 7, repositoryIds: [11, 12] },
    ],
    ['pull_request', { action: 'closed', ...pull() }, { type: 'pull_request', installationId: 7, news }],
    [
      'pull_request',
      { action: 'closed', ...pull({ merged: true }) },
      { type: 'pull_request', installationId: 7, news: { ...news, state: 'merged' } },
    ],
    [
      'pull_request',
      { action: 'reopened', ...pull({ state: 'open' }) },
      { type: 'pull_request', installationId: 7, news: { ...news, state: 'open' } },
    ],
  ])('takes from %s what it needs: %j', (name, payload, expected) => {
    expect(readGithubEvent(name, payload)).toEqual(expected);
  });

  it.each([
    ['ping', { zen: 'Keep it logically awesome.' }],
    ['installation', { action: 'created', installation }],
    ['installation_repositories', { action: 'added', installation }],
    ['pull_request', { action: 'labeled', ...pull() }],
    ['pull_request', { action: 'closed', ...pull(), installation: undefined as never }],
    ['push', {}],
    ['constructor', { action: 'prototype' }],
  ])('has no use for %s %j', (name, payload) => expect(readGithubEvent(name, payload)).toBeUndefined());

  it.each([
    ['installation', { action: 'deleted' }],
    ['installation', { action: 'deleted', installation: { id: '7' } }],
    ['installation', { action: 'deleted', installation: [] }],
    ['installation', { action: 'suspend', installation: { id: 7, updated_at: 'yesterday' } }],
    ['installation_repositories', { action: 'removed', installation, repositories_removed: {} }],
    ['installation_repositories', { action: 'removed', installation, repositories_removed: [null] }],
    ['pull_request', { action: 'closed', ...pull({ number: 1.5 }) }],
    ['pull_request', { action: 'closed', ...pull({ head: { sha: 'main' } }) }],
    ['pull_request', { action: 'closed', ...pull(), repository: null }],
  ])('refuses a broken %s %j', (name, payload) => {
    expect(() => readGithubEvent(name, payload)).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
  });
});
