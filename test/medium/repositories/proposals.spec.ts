import { newId } from '@debrief/kernel';
import { type ChangeProposal, findProposedPullRequest, type ProposedChange } from '@debrief/repositories';
import { describeWithGithub } from '../../setup/loopback-github/loopback-github';
import { type ConnectedWorkspace, useRepositories } from './repositories-suite';

const start = {
  'README.md': '# Agents\n',
  'agents/book.ts': 'export const book = 1;\n',
  'agents/old.ts': 'old\n',
};

describeWithGithub('a proposed change', (description) => {
  const suite = useRepositories(description);
  let own: ConnectedWorkspace;
  let proposal: ChangeProposal;
  beforeEach(async () => {
    own = await suite.mintConnected(start);
    const fixRunId = newId();
    proposal = {
      projectId: own.projectId,
      incidentId: newId(),
      fixRunId,
      branch: `debrief/fix-${fixRunId}`,
      title: 'Book once',
      body: 'What was seen, and what this changes.',
      files: [
        { path: 'agents/book.ts', content: 'export const book = 2; // ü\n' },
        { path: 'agents/cases/new.json', content: '{}\n' },
        { path: 'agents/run.sh', content: '#!/bin/sh\n', isExecutable: true },
        { path: 'agents/old.ts', content: null },
      ],
    };
  });

  const propose = (change: Partial<ChangeProposal> = {}) =>
    suite.access.proposeChange(own.job, { ...proposal, ...change });
  const proposed = async (change: Partial<ChangeProposal> = {}): Promise<ProposedChange> => {
    const outcome = await propose(change);
    if ('reason' in outcome) throw new Error(`refused: ${JSON.stringify(outcome)}`);
    return outcome;
  };
  const head = () => own.repository.bare.find(`refs/heads/${proposal.branch}`);

  it('is one commit with just these files on the base, in a draft pull request', async () => {
    const { bare, pulls } = own.repository;
    const base = bare.find('refs/heads/main');
    const { prUrl, number, draft, headSha } = await proposed();
    expect(head()).toBe(headSha);
    expect(bare.filesOf(headSha)).toEqual({
      'README.md': '# Agents\n',
      'agents/book.ts': 'export const book = 2; // ü\n',
      'agents/cases/new.json': '{}\n',
      'agents/run.sh': '100755:#!/bin/sh\n',
    });
    expect(bare.readCommit(headSha)?.parents).toEqual([base]);
    expect(bare.find('refs/heads/main')).toBe(base);
    expect(pulls).toMatchObject([{ number, title: 'Book once', draft: true, base: 'main', head: proposal.branch }]);
    expect([prUrl, draft]).toEqual([`https://github.com/${own.repo}/pull/${number}`, true]);
    const row = await suite.database.inWorkspace(own.job, (tx) => findProposedPullRequest(tx, proposal.fixRunId));
    expect(row).toMatchObject({ incidentId: proposal.incidentId, number, url: prUrl, headSha, state: 'open' });
    expect(await suite.auditsOf(own)).toContain('pull_request.propose');
  });

  it('is the same when it is proposed again', async () => {
    const first = await proposed();
    expect(await proposed()).toEqual(first);
    expect(own.repository.pulls).toHaveLength(1);
  });

  it('is finished by the second call when the first broke off before the pull request', async () => {
    suite.github.faults.set('POST /repos/{owner}/{repo}/pulls', [{ status: 502 }]);
    expect(await propose()).toMatchObject({ reason: 'unavailable' });
    const left = head();
    expect(left).toBeDefined();
    expect((await proposed()).headSha).toBe(left);
  });

  it('takes the place of what the same run proposed before', async () => {
    const first = await proposed();
    const second = await proposed({ files: [{ path: 'agents/book.ts', content: 'better\n' }] });
    expect(second).toMatchObject({ number: first.number, prUrl: first.prUrl });
    expect(own.repository.bare.filesOf(head()!)).toEqual({ ...start, 'agents/book.ts': 'better\n' });
    expect(own.repository.bare.readCommit(second.headSha)?.parents).toEqual(
      own.repository.bare.readCommit(first.headSha)?.parents,
    );
  });

  it('does not touch a branch on which somebody else has committed', async () => {
    await proposed();
    const theirs = own.repository.bare.commit({ 'agents/book.ts': 'by hand\n' }, proposal.branch);
    expect(await propose()).toEqual({ reason: 'branch_taken' });
    expect(await propose({ fixRunId: newId() })).toEqual({ reason: 'branch_taken' });
    expect(await propose({ branch: 'main' })).toEqual({ reason: 'branch_taken' });
    expect(head()).toBe(theirs);
  });

  it('is made on the commit that was checked out, although the branch went on', async () => {
    const { bare } = own.repository;
    const baseCommit = bare.find('refs/heads/main')!;
    bare.commit({ ...start, 'agents/later.ts': 'later\n' });
    const { headSha } = await proposed({ baseCommit });
    expect(bare.readCommit(headSha)?.parents).toEqual([baseCommit]);
    expect(Object.keys(bare.filesOf(headSha))).not.toContain('agents/later.ts');
  });

  it('goes into another branch when that is named', async () => {
    own.repository.bare.commit(start, 'release/1');
    await proposed({ baseBranch: 'release/1' });
    expect(own.repository.pulls).toMatchObject([{ base: 'release/1' }]);
  });

  it('where drafts are not available is refused with what GitHub said, and its branch is taken back', async () => {
    own.repository.allowsDrafts = false;
    expect(await propose()).toMatchObject({
      reason: 'pull_request_refused',
      detail: expect.stringContaining('Draft pull requests are not supported'),
    });
    expect(head()).toBeUndefined();
    const row = await suite.database.inWorkspace(own.job, (tx) => findProposedPullRequest(tx, proposal.fixRunId));
    expect(row).toBeUndefined();
  });

  it.each<[string, string, Partial<ChangeProposal>]>([
    ['a file outside the allowed paths', 'path_not_allowed', { files: [{ path: 'README.md', content: 'x' }] }],
    ['a workflow', 'path_not_allowed', { files: [{ path: '.github/workflows/x.yml', content: 'x' }] }],
    ['a way out', 'path_not_allowed', { files: [{ path: 'agents/../README.md', content: 'x' }] }],
    ['no file', 'refused', { files: [] }],
    ['files that are as they were', 'refused', { files: [{ path: 'agents/old.ts', content: 'old\n' }] }],
    ['the removal of what is not there', 'refused', { files: [{ path: 'agents/none.ts', content: null }] }],
    ['a base that is not there', 'ref_not_found', { baseBranch: 'nowhere' }],
    ['a base that is an option', 'ref_not_found', { baseBranch: '--x' }],
    ['a branch that cannot be', 'refused', { branch: 'a..b' }],
  ])('with %s is refused: %s', async (_what, reason, change) => {
    expect(await propose(change)).toMatchObject({ reason });
    expect(own.repository.pulls).toEqual([]);
    expect(head()).toBeUndefined();
  });

  it('is written with a token that may do this in this repository and nothing else', async () => {
    await proposed();
    expect(suite.github.state.issuedTokens.at(-1)).toMatchObject({
      repositoryIds: [own.repository.id],
      permissions: { metadata: 'read', contents: 'write', pull_requests: 'write' },
    });
  });

  it('is checked by one check run of a name, whose last report counts', async () => {
    const { headSha } = await proposed();
    const check = { projectId: own.projectId, headSha, name: 'Debrief regression', title: 'Fixed', summary: '3 of 3' };
    const first = await suite.access.reportCheck(own.job, { ...check, conclusion: 'failure' });
    const detailsUrl = 'https://debrief.example/runs/1';
    expect(await suite.access.reportCheck(own.job, { ...check, conclusion: 'success', detailsUrl })).toEqual(first);
    expect(own.repository.checks).toMatchObject([
      {
        head_sha: headSha,
        status: 'completed',
        conclusion: 'success',
        details_url: detailsUrl,
        output: { title: 'Fixed' },
      },
    ]);
    expect(suite.github.state.issuedTokens.at(-1)?.permissions).toEqual({ metadata: 'read', checks: 'write' });
    expect((await suite.auditsOf(own)).filter((action) => action === 'check_run.report')).toHaveLength(2);
  });
});
