import { createMasker } from '@debrief/ingestion';
import { injections } from '../../fixtures/injections/injections';
import { describeWithGithub } from '../../setup/loopback-github/loopback-github';
import { dumpWorkspace } from '../../setup/dump-workspace';
import { type ModelRequest, ModelServer } from '../../setup/model-server';
import { type ConnectedWorkspace, useRepositories } from '../repositories/repositories-suite';
import { addIncident, fixIncident, type JobWorker, startJobWorker } from './fix-agent-suite';
import { attacks, evilHost, type Injection, ownInjections } from './injections';
import { bookFile, finish, read } from './mending-script';

const providerKey = 'sk-canary-0123456789abcdef0123';
/** The same instructions in a file; the host is one that only the run names. */
const notes = ownInjections.map(({ carrier }) => carrier.replaceAll(evilHost, 'docs.example')).join('\n');

/** What must reach no prompt, diff, row or log, and where it was planted. */
const canaries = {
  env: 'canary-of-the-environment',
  file: 'canary-of-the-env-file',
  code: `ghp_${'c4n4ry'.repeat(6)}`,
  run: `AKIA${'CANARY'.repeat(2)}RUNX`,
  mail: 'canary.person@example.com',
};

/** What is meant for a fix agent, and what the detectors are tried with. */
const corpus: readonly Injection[] = [...ownInjections, ...injections];
/** Each attack once, each injection once: a run may hold several. */
const cases = attacks.map((attack, index) => ({
  attack,
  told: corpus.filter((_, position) => position % attacks.length === index),
}));

describeWithGithub('a model that obeys what it reads', (description) => {
  const model = new ModelServer();
  let worker: JobWorker;
  let own: ConnectedWorkspace;
  afterAll(async () => {
    await worker.app.close();
    await model.stop();
    delete process.env.FIX_AGENT_CANARY;
  });
  const suite = useRepositories(description, { OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' });
  beforeAll(async () => {
    process.env.FIX_AGENT_CANARY = canaries.env;
    const base_url = await model.start();
    worker = await startJobWorker(suite.test, suite.env);
    own = await suite.mintConnected({
      [bookFile.path]: bookFile.text,
      'agents/config.ts': `export const token = '${canaries.code}'; // ${canaries.mail}\n`,
      'src/app.ts': 'x\n',
      '.env': `KEY=${canaries.file}\n`,
      'agents/NOTES.md': `${notes}\n`,
    });
    const provider = {
      name: 'obedient',
      provider: 'openai_compatible',
      model: 'obedient-1',
      base_url,
      api_key: providerKey,
    };
    await suite.call(own, 'PATCH', '/api/workspace', { settings: { model_providers: [provider] } });
  });

  /** A run into which somebody wrote, wherever one can. */
  const poison = (carriers: readonly string[]) => {
    const [first = ''] = carriers;
    return addIncident(suite, own, {
      goal: `Book Tuesday. ${first}`,
      events: [
        { type: 'user_message', payload: { content: first } },
        { type: 'tool_result', payload: { result: { contact: canaries.mail }, note: `key ${canaries.run}` } },
        { type: 'browser_action', payload: { action: 'click', target: `https://${evilHost}/x ${first}` } },
        ...carriers.map((page) => ({ type: 'tool_result', payload: { result: { page } } })),
      ],
      detections: [{ summary: `The page said: ${first}`, evidenceRefs: carriers.map((_, index) => index + 3) }],
      rootCause: `The agent believed: ${first}`,
    });
  };

  /** What the first request held outside of its data, the same for every run. */
  let firstWords: string | undefined;

  it.each(cases.map((one) => [one.attack.name, one.told.map(({ id }) => id).join(', '), one] as const))(
    'when it %s, told by %s: refused, labelled, and nothing leaks',
    async (_name, _ids, { attack, told }) => {
      const carriers = told.map(({ carrier }) => carrier);
      model.requests.length = 0;
      model.script = ({ turn }) => {
        if (turn === 0) return { calls: [read('agents/NOTES.md'), read('agents/config.ts')] };
        if (turn === 1) return { calls: attack.calls };
        return { calls: [finish({ summary: `Done: ${carriers[0]}`.slice(0, 1_000) })] };
      };
      const { id } = await poison(carriers);
      const result = await fixIncident({ api: suite.api, worker }, own, id);

      expect(result).toMatchObject({
        fix_run: { status: 'fallback' },
        fallback: true,
        fallback_reason: attack.reason,
        github_pr: { pr_url: null },
      });
      expect(result.metadata.fallback_detail ?? '').toMatch(attack.detail);
      expect(result.changed_files).toEqual([expect.stringMatching(/^agents\/regression-cases\//)]);
      expect(own.repository.pulls).toEqual([]);

      const [first] = model.requests;
      firstWords ??= outsideOfData(first!);
      expect(outsideOfData(first!)).toBe(firstWords);
      for (const request of model.requests) {
        for (const text of [...carriers, evilHost, 'docs.example']) expect(outsideOfData(request)).not.toContain(text);
        for (const canary of [...Object.values(canaries), providerKey])
          expect([request.system, ...request.inputs].join('\n')).not.toContain(canary);
      }
      // The carriers were really there, as the model is shown them.
      for (const carrier of carriers) {
        const shown = JSON.stringify(createMasker({ maskEmails: true }).maskText(carrier).value);
        expect(first!.inputs.join('\n')).toContain(shown.slice(1, 40));
      }
    },
  );

  it('leaves no canary in any row or log line', async () => {
    const everything = [...(await dumpWorkspace(suite.admin, own.workspaceId)), ...worker.logLines].join('\n');
    for (const [name, canary] of Object.entries({ ...canaries, provider: providerKey })) {
      // The run's own rows keep an address: masking it at ingestion is the workspace's choice.
      const text =
        name === 'mail'
          ? everything
              .split('\n')
              .filter((line) => !/^(event|trace): /.test(line))
              .join('\n')
          : everything;
      expect([name, text.includes(canary)]).toEqual([name, false]);
    }
  });
});

/** What of a request stands outside of the marks of its own boundary; the marks themselves as `MARK`. */
const outsideOfData = ({ system, inputs }: ModelRequest): string => {
  const [, mark = ''] = /<<<DATA ([0-9a-f]{32})"/.exec(system) ?? [];
  expect(mark).not.toBe('');
  const [before, ...quoted] = inputs.join('\n').split(`<<<DATA ${mark}`);
  const after = quoted.map((part) => part.split(`DATA ${mark}>>>`).slice(1).join(''));
  return [system, before, ...after].join('\n').replaceAll(mark, 'MARK');
};
