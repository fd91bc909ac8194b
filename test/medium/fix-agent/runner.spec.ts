import type { WorkspaceTx } from '@debrief/infra';
import { dumpWorkspace } from '../../setup/dump-workspace';
import { describeWithGithub } from '../../setup/loopback-github/loopback-github';
import { ModelServer } from '../../setup/model-server';
import { type ConnectedWorkspace, useRepositories } from '../repositories/repositories-suite';
import { addIncident, type FixResult, fixIncident, type JobWorker, startJobWorker } from './fix-agent-suite';
import { bookFile, create, edit, finish, goodEdit, mends, read, turns } from './mending-script';

const key = 'sk-canary-0123456789abcdef0123';
const limits = {
  FIX_AGENT_MAX_STEPS: '6',
  FIX_AGENT_MAX_INPUT_TOKENS: '5000',
  FIX_AGENT_MAX_OUTPUT_TOKENS: '1000',
  FIX_AGENT_SECONDS: '3',
  FIX_AGENT_MAX_USD: '1',
};

describeWithGithub('a fix run with a model', (description) => {
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
    worker = await startJobWorker(suite.test, { ...suite.env, ...limits });
  });

  let own: ConnectedWorkspace;
  const configure = async (provider: object = {}): Promise<void> => {
    const one = {
      name: 'scripted',
      provider: 'openai_compatible',
      model: 'scripted-1',
      base_url: modelUrl,
      api_key: key,
      ...provider,
    };
    const { status, body } = await suite.call(own, 'PATCH', '/api/workspace', { settings: { model_providers: [one] } });
    if (status !== 200) throw new Error(JSON.stringify(body));
  };
  beforeEach(async () => {
    model.requests.length = 0;
    model.script = mends;
    own = await suite.mintConnected({ [bookFile.path]: bookFile.text, 'README.md': '# Agents\n', 'src/app.ts': 'x\n' });
    await configure();
  });

  const site = () => ({ api: suite.api, worker });
  const add = () => addIncident(suite, own);
  const fix = async (body: object = {}): Promise<FixResult> => fixIncident(site(), own, (await add()).id, body);
  const inWorkspace = <T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T> =>
    suite.database.inWorkspace(own.scope, work);

  it.each(['openai_compatible', 'openai', 'anthropic'])(
    'by %s opens a draft pull request with the change',
    async (provider) => {
      await configure({ provider, input_price: 10, output_price: 100 });
      const { id } = await add();
      const result = await fixIncident(site(), own, id);
      expect(result).toMatchObject({
        fix_run: { status: 'succeeded' },
        summary: 'Asks when a warning is shown.',
        plan: ['Read the warnings', 'Ask before confirming'],
        changed_files: ['agents/book.ts', 'agents/warned.ts'],
        runner: 'scripted',
        confidence: 0.7,
        evidence_refs: [1, 2],
        fallback: false,
        fallback_reason: null,
        metadata: { fallback: false, allowed_paths: ['agents/'], refusals: [] },
        usage: { steps: 4, input_tokens: 400, output_tokens: 40, cost_usd: 0.008 },
        github_pr: { number: expect.any(Number), draft: true, fallback: false },
      });
      expect(result.diff).toContain('+export const book = (day: string) => warned() ? ask(day) : confirm(day);\n');
      const [pull] = own.repository.pulls;
      expect(own.repository.pulls).toHaveLength(1);
      expect(pull).toMatchObject({
        draft: true,
        base: 'main',
        head: result.metadata.branch,
        title: expect.stringMatching(/^Fix: booker ignored/),
      });
      expect(pull!.body).toMatch(/Asks when a warning is shown[^]*A warning was on the page/);
      const { bare } = own.repository;
      expect(bare.filesOf(bare.find(`refs/heads/${pull!.head}`)!)).toEqual({
        'README.md': '# Agents\n',
        'src/app.ts': 'x\n',
        'agents/book.ts': 'export const book = (day: string) => warned() ? ask(day) : confirm(day);\n',
        'agents/warned.ts': 'export const warned = () => false;\n',
      });
      const { body } = await suite.call(own, 'GET', `/api/fix-runs/${result.fix_run.id}`);
      expect(
        (body.log as { kind: string; content: { tool: string } }[]).map(
          ({ kind, content }) => `${kind} ${content.tool}`,
        ),
      ).toEqual(
        ['search', 'read_file', 'edit_file', 'create_file', 'finish'].flatMap((tool) => [
          `tool_call ${tool}`,
          `tool_result ${tool}`,
        ]),
      );
      const incident = await inWorkspace((tx) =>
        tx.selectFrom('incident').select('prUrl').where('id', '=', id).executeTakeFirst(),
      );
      expect(incident?.prUrl).toBe(result.github_pr.pr_url);
    },
  );

  it('makes a preview where no pull request is wanted', async () => {
    const result = await fix({ open_pr: false });
    expect(result).toMatchObject({
      fallback: false,
      changed_files: ['agents/book.ts', 'agents/warned.ts'],
      github_pr: {
        pr_url: null,
        fallback: true,
        fallback_reason: 'not_requested',
        branch: result.metadata.branch,
        changed_files: result.changed_files,
      },
    });
    expect(own.repository.pulls).toEqual([]);
  });

  it('makes a preview where GitHub refuses, and says why', async () => {
    own.repository.allowsDrafts = false;
    expect(await fix()).toMatchObject({
      fallback: false,
      github_pr: {
        pr_url: null,
        fallback: true,
        fallback_reason: 'pull_request_refused',
        title: expect.any(String),
        body: expect.any(String),
      },
    });
  });

  it('works on the branch that is asked for', async () => {
    own.repository.bare.commit({ [bookFile.path]: `// release\n${bookFile.text}` }, 'release');
    const result = await fix({ base_branch: 'release' });
    expect(result.diff).toContain(' // release\n');
    expect(own.repository.pulls).toMatchObject([{ base: 'release' }]);
    expect(await fix({ base_branch: 'absent' })).toMatchObject({
      fallback: true,
      fallback_reason: 'no_repository',
      metadata: { fallback_detail: 'ref_not_found' },
    });
  });

  it('tells the model what the person asks for, beside the data', async () => {
    await fix({ instructions: 'Keep the signature of book. Ask jane@example.com.' });
    const [first] = model.requests;
    const [task = ''] = first!.inputs;
    expect(task.slice(0, task.indexOf('<<<DATA'))).toContain('Keep the signature of book. Ask [REDACTED].');
    expect(first!.system).toContain('"agents/"');
    expect(first!.tools).toEqual(['list_files', 'read_file', 'search', 'edit_file', 'create_file', 'finish']);
  });

  it.each<[string, ReturnType<typeof turns>, string, RegExp | null]>([
    ['changes nothing', turns([finish()]), 'no_change', null],
    ['ends without saying so', () => ({ text: 'I am done.' }), 'not_finished', null],
    [
      'writes outside the allowed paths',
      turns([goodEdit, edit('src/app.ts', 'x', 'y')], [finish()]),
      'path_not_allowed',
      /outside_allowed_paths: src\/app.ts/,
    ],
    [
      'writes a workflow below an allowed path',
      turns([goodEdit, create('agents/.github/workflows/ci.yml', 'on: push\n')], [finish()]),
      'path_not_allowed',
      /protected_file/,
    ],
    [
      'only tried to read what it must not',
      turns([read('../../etc/passwd')], [finish()]),
      'path_not_allowed',
      /parent_folder/,
    ],
    [
      'writes a credential',
      turns([create('agents/a.ts', `const key = 'ghp_${'a'.repeat(36)}';\n`)], [finish()]),
      'secret_in_diff',
      /agents\/a.ts/,
    ],
    [
      'writes a mask in the place of a secret',
      turns([create('agents/a.ts', "const key = '[REDACTED]';\n")], [finish()]),
      'redaction_in_diff',
      /agents\/a.ts/,
    ],
    ['writes a binary', turns([create('agents/a.bin', 'a\0b')], [finish()]), 'path_not_allowed', /binary/],
    ['never ends', turns([read(bookFile.path)]), 'limit_reached', /limit:steps/],
    ['takes too long', () => ({ hang: true }), 'timed_out', null],
    [
      'uses too many tokens',
      ({ turn }) => ({ calls: [read(bookFile.path)], inputTokens: 2_000 * (turn + 1) }),
      'limit_reached',
      /limit:input_tokens/,
    ],
    [
      'writes too many tokens',
      () => ({ calls: [read(bookFile.path)], outputTokens: 600 }),
      'limit_reached',
      /limit:output_tokens/,
    ],
    ['is refused by its provider', () => ({ status: 401 }), 'runner_failed', /refused the key/],
    ['has a provider that fails', () => ({ status: 400 }), 'runner_failed', /HTTP 400/],
  ])('is the labelled fallback when the model %s', async (_name, script, reason, detail) => {
    model.script = script;
    const result = await fix();
    expect(result).toMatchObject({
      fix_run: { status: 'fallback' },
      runner: 'scripted',
      fallback: true,
      fallback_reason: reason,
      metadata: {
        fallback: true,
        fallback_reason: reason,
        fallback_detail: detail === null ? null : expect.stringMatching(detail),
      },
      github_pr: { pr_url: null, fallback: true, fallback_reason: reason },
    });
    expect(result.changed_files).toEqual([expect.stringMatching(/^agents\/regression-cases\//)]);
    expect(own.repository.pulls).toEqual([]);
  });

  it('costs no more than it may', async () => {
    await configure({ input_price: 5_000, output_price: 0 });
    model.script = turns([read(bookFile.path)]);
    expect(await fix()).toMatchObject({
      fallback_reason: 'limit_reached',
      metadata: { fallback_detail: 'limit:cost' },
      usage: { steps: 2, cost_usd: 1 },
    });
  });

  it('calls the runner that is named, and the first one for auto', async () => {
    const base = { provider: 'openai_compatible', base_url: modelUrl, api_key: key };
    const providers = [
      { ...base, name: 'first', model: 'one' },
      { ...base, name: 'second', model: 'two' },
    ];
    await suite.call(own, 'PATCH', '/api/workspace', { settings: { model_providers: providers } });
    expect(await fix()).toMatchObject({ runner: 'first' });
    expect(await fix({ runner: 'second' })).toMatchObject({ runner: 'second' });
    expect(new Set(model.requests.map((request) => request.model))).toEqual(new Set(['one', 'two']));
  });

  it('leaves no key of the provider in any table, answer or log', async () => {
    model.script = ({ turn }) => (turn === 0 ? { calls: [create('agents/a.ts', 'x\n')] } : { status: 400 });
    const result = await fix({ instructions: `The key is ${key}` });
    const run = await suite.call(own, 'GET', `/api/fix-runs/${result.fix_run.id}`);
    const workspace = await suite.call(own, 'GET', '/api/workspace');
    expect(workspace.body).toMatchObject({
      workspace: { settings: { model_providers: [{ api_key_preview: '…0123' }] } },
    });
    const rows = await dumpWorkspace(suite.admin, own.workspaceId);
    const everything = JSON.stringify([rows, run.body, workspace.body, result, worker.logLines]);
    expect(everything).not.toContain(key);
    expect(model.requests.every((request) => request.key === key && !request.inputs.join().includes(key))).toBe(true);
  });
});
