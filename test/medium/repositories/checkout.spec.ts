import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkOut } from '@debrief/infra';
import type { Checkout, Refusal } from '@debrief/repositories';
import { createWorkspaceFixture } from '../../factories/workspace';
import { describeWithGithub } from '../../setup/loopback-github/loopback-github';
import { type ConnectedWorkspace, useRepositories } from './repositories-suite';

describeWithGithub('a checkout', (description) => {
  const suite = useRepositories(description);
  let own: ConnectedWorkspace;
  const opened: Checkout[] = [];
  // Suites that run beside this one make checkouts, too: this one's go to a folder of its own.
  const folderBefore = process.env.TMPDIR;
  const folder = mkdtempSync(join(tmpdir(), 'debrief-checkouts-'));
  beforeAll(async () => {
    process.env.TMPDIR = folder;
    own = await suite.mintConnected();
  });
  afterAll(() => {
    if (folderBefore === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = folderBefore;
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  const open = async (ref?: string): Promise<Checkout> => {
    const outcome: Checkout | Refusal = await suite.access.openCheckout(own.job, own.projectId, { ref });
    if ('reason' in outcome) throw new Error(`refused: ${outcome.reason}`);
    opened.push(outcome);
    return outcome;
  };
  const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('debrief-checkout-'));

  it('has the files of the default branch, until it is closed', async () => {
    const checkout = await open();
    expect(checkout).toMatchObject({
      commit: own.repository.bare.find('refs/heads/main'),
      defaultBranch: 'main',
      allowedPaths: ['agents/'],
    });
    expect(readFileSync(join(checkout.folder, 'agents', 'book.ts'), 'utf8')).toBe('export const book = 1;\n');
    await checkout.close();
    await checkout.close();
    expect(existsSync(checkout.folder)).toBe(false);
    expect(await suite.auditsOf(own)).toContain('connected_repo.check_out');
  });

  it.each([
    ['a branch', () => 'old'],
    ['a tag', () => 'v1'],
    ['an annotated tag', () => 'v1-annotated'],
    ['a commit', () => own.repository.bare.find('refs/heads/old') ?? ''],
  ])('is of %s, when that is named', async (_what, ref) => {
    const { bare } = own.repository;
    const commit = bare.find('refs/heads/old') ?? bare.commit({ 'old.txt': 'old' }, 'old');
    bare.git(['tag', '--force', 'v1', commit]);
    bare.git(['-c', 'user.name=x', '-c', 'user.email=x@x', 'tag', '--force', '-a', '-m', 'x', 'v1-annotated', commit]);
    const checkout = await open(ref());
    expect(checkout.commit).toBe(commit);
    expect(readFileSync(join(checkout.folder, 'old.txt'), 'utf8')).toBe('old');
  });

  it.each(['nowhere', 'main~1', '--upload-pack=touch /tmp/x', '-x', 'refs/heads/main', '*', ''])(
    'of %j is refused and leaves nothing behind',
    async (ref) => {
      const before = leftovers();
      expect(await suite.access.openCheckout(own.job, own.projectId, { ref })).toEqual({ reason: 'ref_not_found' });
      expect(leftovers()).toEqual(before);
    },
  );

  it('runs nothing of the repository, makes no links, and leaves submodules and large-file pointers alone', async () => {
    const planted = join(tmpdir(), `debrief-planted-${own.workspaceId}`);
    const touch = `#!/bin/sh\ntouch ${planted}\n`;
    own.repository.bare.commit(
      {
        '.githooks/post-checkout': { mode: '100755', content: touch },
        'hooks/post-checkout': { mode: '100755', content: touch },
        '.gitattributes': '*.bin filter=lfs\n*.evil filter=evil\n',
        '.gitconfig': `[filter "evil"]\n\tsmudge = touch ${planted}\n[core]\n\thooksPath = .githooks\n`,
        'big.bin': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
        'x.evil': 'x',
        link: { mode: '120000', content: '/etc/passwd' },
        'folder-link': { mode: '120000', content: '../..' },
        '.gitmodules': `[submodule "sub"]\n\tpath = sub\n\turl = ${suite.api.url}/sub.git\n`,
        sub: { mode: '160000', sha: 'a'.repeat(40) },
      },
      'hostile',
    );
    const { folder } = await open('hostile');
    expect(existsSync(planted)).toBe(false);
    expect(lstatSync(join(folder, 'link')).isFile()).toBe(true);
    expect(readFileSync(join(folder, 'link'), 'utf8')).toBe('/etc/passwd');
    expect(lstatSync(join(folder, 'folder-link')).isFile()).toBe(true);
    expect(readdirSync(join(folder, 'sub'))).toEqual([]);
    expect(readFileSync(join(folder, 'big.bin'), 'utf8')).toContain('git-lfs');
  });

  it('holds no credential and no remote, and its token could only read this repository', async () => {
    const { folder } = await open();
    const { token, repositoryIds, permissions } = suite.github.state.issuedTokens.at(-1)!;
    expect([repositoryIds, permissions]).toEqual([[own.repository.id], { metadata: 'read', contents: 'read' }]);
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(5);
    for (const { parentPath, name } of files) {
      const text = readFileSync(join(parentPath, name), 'latin1');
      expect([name, text.includes(token), text.includes(basic)]).toEqual([name, false, false]);
    }
    expect(readFileSync(join(folder, '.git', 'config'), 'utf8')).not.toContain('http');
    const urls = suite.github.requests.map(({ url }) => url);
    expect(urls.filter((url) => url.includes(token) || url.includes(basic))).toEqual([]);
  });

  describe('with limits', () => {
    const remote = async () => {
      const settings = suite.github.state;
      const token = settings.issue(own.installation.id, [own.repository.id], { contents: 'read' });
      const authorization = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
      return { url: `${suite.api.config.github!.url}/${own.repo}.git`, authorization };
    };
    const limits = { maxBytes: 1024 * 1024, maxFiles: 100, timeoutMs: 30_000 };

    it.each([
      ['more bytes than it may have once unpacked', { 'big.txt': 'x'.repeat(2 * 1024 * 1024) }, {}, 'too_large'],
      ['more files than it may have', { a: '1', b: '2', c: '3' }, { maxFiles: 2 }, 'too_large'],
      ['no time', { a: '1' }, { timeoutMs: 1 }, 'timed_out'],
    ])('ends at %s', async (_what, files, change, type) => {
      own.repository.bare.commit(files as Record<string, string>, 'limits');
      const before = leftovers();
      expect(await checkOut(await remote(), 'limits', { ...limits, ...change })).toEqual({ type });
      expect(leftovers()).toEqual(before);
    });

    it('ends where more is sent than it may take', async () => {
      const noise = Array.from({ length: 60_000 }, () => Math.random().toString(36)).join('\n');
      own.repository.bare.commit({ noise }, 'noise');
      expect(await checkOut(await remote(), 'noise', { ...limits, maxBytes: 64 * 1024 })).toEqual({ type: 'failed' });
    });

    it('ends where the credential is refused', async () => {
      const refused = { ...(await remote()), authorization: 'Basic eDp5' };
      expect(await checkOut(refused, 'main', limits)).toEqual({ type: 'failed' });
    });
  });

  it('is refused when GitHub no longer lets the App in, and when it is away', async () => {
    const other = await suite.mintConnected();
    const operation = 'POST /app/installations/{installation_id}/access_tokens';
    suite.github.faults.set(operation, [{ status: 503 }]);
    expect(await suite.access.openCheckout(other.job, other.projectId)).toMatchObject({ reason: 'unavailable' });
    other.installation.repositories.pop();
    expect(await suite.access.openCheckout(other.job, other.projectId)).toMatchObject({ reason: 'access_denied' });
    other.installation.suspendedAt = new Date().toISOString();
    expect(await suite.access.openCheckout(other.job, other.projectId)).toMatchObject({ reason: 'access_denied' });
  });

  it('of a project without a repository is refused, of another workspace’s not found', async () => {
    const none = await createWorkspaceFixture(suite.database);
    expect(await suite.access.openCheckout(none.scope, none.projectId)).toEqual({ reason: 'not_connected' });
    await expect(suite.access.openCheckout(none.scope, own.projectId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
