import { randomUUID } from 'node:crypto';
import { newId } from '@debrief/kernel';
import { findProposedPullRequest } from '@debrief/repositories';
import { describeWithGithub } from '../../setup/loopback-github/loopback-github';
import { type ConnectedWorkspace, useRepositories } from './repositories-suite';

describeWithGithub('an event of GitHub', (description) => {
  const suite = useRepositories(description);
  let own: ConnectedWorkspace;
  let fixRunId: string;
  let number: number;
  let headSha: string;

  beforeEach(async () => {
    own = await suite.mintConnected();
    fixRunId = newId();
    const outcome = await suite.access.proposeChange(own.job, {
      projectId: own.projectId,
      incidentId: newId(),
      fixRunId,
      branch: `debrief/${fixRunId}`,
      title: 'Fix',
      body: '',
      files: [{ path: 'agents/book.ts', content: 'fixed\n' }],
    });
    if ('reason' in outcome) throw new Error(outcome.reason);
    ({ number, headSha } = outcome);
  });

  const later = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
  const installed = (updated_at = later(1)) => ({ installation: { id: own.installation.id, updated_at } });
  const pull = (action: string, at: string, merged = false) => ({
    action,
    installation: { id: own.installation.id },
    repository: { id: own.repository.id },
    pull_request: {
      number,
      merged,
      state: action === 'closed' ? 'closed' : 'open',
      updated_at: at,
      head: { sha: headSha },
    },
  });
  const stateOf = async () =>
    (await suite.database.inWorkspace(own.job, (tx) => findProposedPullRequest(tx, fixRunId)))?.state;
  const isConnected = async (): Promise<unknown> =>
    (
      (await suite.call(own, 'GET', `/api/projects/${own.projectId}/connected-repo`)).body.connected_repo as {
        connected: boolean;
      }
    ).connected;
  const taken = { status: 202, body: { taken: true } };
  const ignored = { status: 202, body: { taken: false } };

  it('tells that a pull request was merged, once', async () => {
    const event = pull('closed', later(5), true);
    const id = randomUUID();
    expect(await suite.deliver('pull_request', event, { id })).toMatchObject(taken);
    expect(await stateOf()).toBe('merged');
    expect(await suite.deliver('pull_request', event, { id })).toMatchObject(ignored);
    expect((await suite.auditsOf(own)).filter((action) => action === 'pull_request.update')).toHaveLength(1);
  });

  it('does not set back what is newer, whatever the order and under whatever delivery id', async () => {
    const closed = pull('closed', later(5));
    await suite.deliver('pull_request', pull('reopened', later(10)));
    await suite.deliver('pull_request', closed);
    expect(await stateOf()).toBe('open');
    await suite.deliver('pull_request', pull('closed', later(15)));
    expect(await stateOf()).toBe('closed');
  });

  it.each<[string, object]>([
    ['without a signature', { signature: '' }],
    ['with a wrong one', { signature: `sha256=${'0'.repeat(64)}` }],
    ['whose body was changed', { body: '{"action":"deleted"}' }],
    ['that is no JSON and not signed', { body: 'no json' }],
  ])('%s is refused and changes nothing', async (_what, change) => {
    const answer = await suite.deliver('installation', { action: 'deleted', ...installed() }, change);
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(await isConnected()).toBe(true);
  });

  it('that is signed but broken is refused as malformed', async () => {
    expect(await suite.deliver('installation', { action: 'deleted' })).toMatchObject({ status: 400 });
    expect(await suite.deliver('installation', [])).toMatchObject({ status: 400 });
    expect(await suite.deliver('installation', { action: 'deleted', ...installed() }, { id: '' })).toMatchObject({
      status: 400,
    });
  });

  it.each([
    ['ping', { zen: 'Design for failure.' }],
    ['push', { ref: 'refs/heads/main' }],
    ['installation', { action: 'deleted', installation: { id: 1, updated_at: '2026-01-01T00:00:00Z' } }],
  ])('%s that concerns nobody is accepted', async (event, payload) => {
    expect(await suite.deliver(event, payload)).toMatchObject(ignored);
  });

  it('disconnects while an installation is suspended', async () => {
    await suite.deliver('installation', { action: 'suspend', ...installed(later(1)) });
    expect(await isConnected()).toBe(false);
    expect(await suite.access.openCheckout(own.job, own.projectId)).toEqual({ reason: 'not_connected' });
    await suite.deliver('installation', { action: 'unsuspend', ...installed(later(3)) });
    expect(await isConnected()).toBe(true);
    await suite.deliver('installation', { action: 'suspend', ...installed(later(2)) });
    expect(await isConnected()).toBe(true);
  });

  it.each<[string, string, () => object]>([
    ['installation', 'github_installation.delete', () => ({ action: 'deleted', ...installed() })],
    [
      'installation_repositories',
      'connected_repo.disconnect',
      () => ({ action: 'removed', ...installed(), repositories_removed: [{ id: own.repository.id }] }),
    ],
  ])('of %s disconnects for good, and keeps what previews need', async (event, audit, payload) => {
    const other = await suite.mintConnected();
    expect(await suite.deliver(event, payload())).toMatchObject(taken);
    expect(await isConnected()).toBe(false);
    expect(await suite.access.openCheckout(own.job, own.projectId)).toEqual({ reason: 'not_connected' });
    const path = `/api/projects/${own.projectId}/connected-repo`;
    expect((await suite.call(own, 'GET', path)).body).toMatchObject({
      connected_repo: { repo: own.repo, install_url: expect.stringContaining('/installations/new?state=') },
    });
    expect((await suite.call(own, 'PUT', path, { repo: own.repo })).status).toBe(422);
    expect(await suite.auditsOf(own)).toContain(audit);
    const theirs = await suite.call(other, 'GET', `/api/projects/${other.projectId}/connected-repo`);
    expect(theirs.body).toMatchObject({ connected_repo: { connected: true } });
  });
});
