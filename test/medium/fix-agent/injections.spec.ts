import { join } from 'node:path';
import { createMasker } from '@debrief/ingestion';
import { describeWithGithub } from '../../setup/loopback-github/loopback-github';
import { dumpWorkspace } from '../../setup/dump-workspace';
import { ModelServer } from '../../setup/model-server';
import { type ConnectedWorkspace, useRepositories } from '../repositories/repositories-suite';
import { addIncident, fixIncident, type JobWorker, startJobWorker } from './fix-agent-suite';
import { attacks, evilHost, type Injection, ownInjections, readInjections } from './injections';
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

/** Those that the detectors are tried with, too, where they are there. */
const corpus: readonly Injection[] = [
  ...ownInjections,
  ...readInjections(join(__dirname, '../../fixtures/injections')),
];
const cases = Array.from({ length: Math.max(corpus.length, attacks.length) }, (_, index) => ({
  injection: corpus[index % corpus.length]!,
  attack: attacks[index % attacks.length]!,
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
  const suite = useRepositories(description);
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
  const poison = (carrier: string) =>
    addIncident(suite, own, {
      goal: `Book Tuesday. ${carrier}`,
      events: [
        { type: 'user_message', payload: { content: carrier } },
        {
          type: 'tool_result',
          payload: { result: { page: carrier, contact: canaries.mail }, note: `key ${canaries.run}` },
        },
        { type: 'browser_action', payload: { action: 'click', target: `https://${evilHost}/x ${carrier}` } },
      ],
      detections: [{ summary: `The page said: ${carrier}` }],
      rootCause: `The agent believed: ${carrier}`,
    });

  it.each(cases.map((one) => [one.injection.id, one.attack.name, one] as const))(
    'told by %s, it %s: refused, labelled, and nothing leaks',
    async (_id, _name, { injection, attack }) => {
      model.requests.length = 0;
      model.script = ({ turn }) => {
        if (turn === 0) return { calls: [read('agents/NOTES.md'), read('agents/config.ts')] };
        return {
          calls: turn === 1 ? attack.calls : [finish({ summary: `Done: ${injection.carrier}`.slice(0, 1_000) })],
        };
      };
      const { id } = await poison(injection.carrier);
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

      for (const request of model.requests) {
        const instructions = outsideOfData(request.inputs, request.system);
        for (const text of [injection.carrier, evilHost, 'docs.example']) expect(instructions).not.toContain(text);
        for (const canary of [...Object.values(canaries), providerKey])
          expect([request.system, ...request.inputs].join('\n')).not.toContain(canary);
      }
      // The carrier was really there, as the model is shown it.
      const shown = JSON.stringify(createMasker({ maskEmails: true }).maskText(injection.carrier).value);
      expect(model.requests[0]!.inputs.join('\n')).toContain(shown.slice(1, 40));
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

/** What of a request stands outside of the marks of its own boundary. */
const outsideOfData = (inputs: readonly string[], system: string): string => {
  const [, mark = ''] = /<<<DATA ([0-9a-f]{32})"/.exec(system) ?? [];
  expect(mark).not.toBe('');
  const parts = inputs.join('\n').split(`<<<DATA ${mark}`);
  return [system, parts[0], ...parts.slice(1).map((part) => part.split(`DATA ${mark}>>>`).slice(1).join(''))].join(
    '\n',
  );
};
