import { describeWithGithub } from '../../setup/loopback-github/loopback-github';
import { ModelServer } from '../../setup/model-server';
import { addIncident, fixIncident, type JobWorker, startJobWorker } from '../fix-agent/fix-agent-suite';
import { bookFile, mends } from '../fix-agent/mending-script';
import { type ConnectedWorkspace, useRepositories } from '../repositories/repositories-suite';

const files = { [bookFile.path]: bookFile.text, 'README.md': '# Agents\n' };

describeWithGithub('what a fix is made on', (description) => {
  const model = new ModelServer();
  let modelUrl: string;
  let worker: JobWorker;
  // Before the suite's own hooks: a worker goes before its database.
  afterAll(async () => {
    await worker.app.close();
    await model.stop();
  });
  const suite = useRepositories(description, { OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' });
  beforeAll(async () => {
    modelUrl = await model.start();
    worker = await startJobWorker(suite.test, { ...suite.env });
  });

  let own: ConnectedWorkspace;
  let old: string;
  let newest: string;
  beforeEach(async () => {
    model.requests.length = 0;
    model.script = mends;
    own = await suite.mintConnected(files);
    old = own.repository.bare.find('refs/heads/main') ?? '';
    newest = own.repository.bare.commit({ ...files, 'src/later.ts': 'later\n' });
    const provider = {
      name: 'scripted',
      provider: 'openai_compatible',
      model: 'scripted-1',
      base_url: modelUrl,
      api_key: 'sk-canary-0123456789abcdef0123',
    };
    const set = await suite.call(own, 'PATCH', '/api/workspace', { settings: { model_providers: [provider] } });
    if (set.status !== 200) throw new Error(JSON.stringify(set.body));
  });

  const post = async (path: string, body: object): Promise<void> => {
    const answer = await suite.api.call(own.secretKey, 'POST', path, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  };
  const fix = async (link: object | undefined, request: object = {}) => {
    const { id, traceId } = await addIncident(suite, own);
    if (link) await post('/v1/git-links', { traceId, linkType: 'start', ...link });
    return fixIncident({ api: suite.api, worker }, own, id, request);
  };
  const parentOfFix = (): string | undefined => {
    const [pull] = own.repository.pulls;
    return own.repository.bare.readCommit(own.repository.bare.find(`refs/heads/${String(pull?.head)}`) ?? '')
      ?.parents[0];
  };

  it('is the commit of the run, while the default branch has moved on', async () => {
    const result = await fix({ commitSha: old, branch: 'main' });
    expect(result).toMatchObject({
      fix_run: { status: 'succeeded' },
      metadata: {
        base_commit: old,
        base: { kind: 'trace_commit', commit: old, branch: 'main', missing_commit: null },
      },
    });
    expect(parentOfFix()).toBe(old);
    expect(own.repository.pulls).toMatchObject([{ base: 'main' }]);
  });

  it('is found by the beginning of its id, too', async () => {
    expect(await fix({ commitSha: old.slice(0, 10) })).toMatchObject({
      metadata: { base: { kind: 'trace_commit', commit: old } },
    });
  });

  it('on another branch goes there', async () => {
    own.repository.bare.git(['update-ref', 'refs/heads/dev', newest]);
    const onDev = own.repository.bare.commit(files, 'dev');
    own.repository.bare.commit({ ...files, 'src/dev.ts': 'x\n' }, 'dev');
    expect(await fix({ commitSha: onDev, branch: 'dev' })).toMatchObject({
      metadata: { base: { kind: 'trace_commit', commit: onDev, branch: 'dev' } },
    });
    expect(own.repository.pulls).toMatchObject([{ base: 'dev' }]);
  });

  it.each([
    ['the repository does not have it', () => 'f'.repeat(40)],
    // A fork's commits can be fetched from the repository's own address.
    [
      'it is on no branch of the repository',
      () => own.repository.bare.writeCommit(own.repository.bare.writeTree(newest, []) ?? '', [newest], 'Somebody else'),
    ],
  ])('is the default branch where %s, and says so', async (_why, commit) => {
    const commitSha = commit();
    expect(await fix({ commitSha, branch: 'main' })).toMatchObject({
      fix_run: { status: 'succeeded' },
      metadata: { base: { kind: 'default_branch', commit: newest, branch: 'main', missing_commit: commitSha } },
    });
  });

  it('is the default branch where nobody told a commit', async () => {
    expect(await fix(undefined)).toMatchObject({
      metadata: { base: { kind: 'default_branch', commit: newest, missing_commit: null } },
    });
  });

  it('is the branch that was asked for, before the commit of the run', async () => {
    own.repository.bare.git(['update-ref', 'refs/heads/release', newest]);
    expect(await fix({ commitSha: old }, { base_branch: 'release' })).toMatchObject({
      metadata: { base: { kind: 'base_branch', commit: newest, branch: 'release' } },
    });
  });

  it('comes with the files that were in play before the critical step', async () => {
    const { id, traceId } = await addIncident(suite, own);
    await post('/v1/git-links', { traceId, commitSha: old, branch: 'main' });
    const setPlace = (name: string, afterSeq: number, filesChanged: string[]) =>
      post('/v1/checkpoints', { id: `${traceId}/${name}`, traceId, name, filesChanged }).then(() =>
        suite.database.inWorkspace(own.scope, (tx) =>
          tx.updateTable('checkpoint').set({ afterSeq }).where('externalId', '=', `${traceId}/${name}`).execute(),
        ),
      );
    // The critical step is event 2.
    await setPlace('at the start', 0, ['agents/early.ts']);
    await setPlace('before the click', 1, ['agents/book.ts']);
    await setPlace('after the click', 2, ['agents/late.ts']);
    await fixIncident({ api: suite.api, worker }, own, id);
    const prompt = JSON.stringify(model.requests);
    expect(prompt).toContain('before the click');
    expect(prompt).not.toContain('agents/late.ts');
    expect(prompt).not.toContain('agents/early.ts');
    expect(prompt).toContain(old);
  });
});
