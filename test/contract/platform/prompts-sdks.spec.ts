import { join } from 'node:path';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { ClientProgram } from '../../setup/client-program';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import { commandOf, langfuseEnv, langfuseSdks } from '../../setup/langfuse-sdks';

const scripts = { js: join(__dirname, 'sdks', 'prompts.mjs'), python: join(__dirname, 'sdks', 'prompts.py') };

describe('prompts through Langfuse SDKs, unchanged but for host and keys', () => {
  let instance: Instance;
  let tenant: Tenant;

  beforeAll(async () => {
    instance = await startInstance();
    tenant = await mintTenant(instance);
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  /** As they are stored, whichever SDK wrote them. */
  const messagesOf = async (name: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${tenant.apiKey}` };
    const answer = await fetch(`${instance.url}/v1/prompts/${encodeURIComponent(name)}`, { headers });
    return ((await answer.json()) as { prompt: unknown }).prompt;
  };

  for (const sdk of langfuseSdks()) {
    if ('skipped' in sdk) {
      console.warn(`Langfuse's SDK ${sdk.title}`);
      it.skip(sdk.title, () => undefined);
      continue;
    }
    it(`${sdk.title} makes, reads, labels and compiles them, and has its cache where the server is not there`, async () => {
      const { command, args, env } = commandOf(sdk, scripts);
      const program = new ClientProgram(command, [...args, String(sdk.major)], {
        ...env,
        ...langfuseEnv(instance.url, tenant),
      });
      const name = `team/greeting ${sdk.language} ${sdk.major}`;
      const first = {
        name,
        version: 1,
        prompt: 'Hello {{name}}, {{ mood }}?',
        config: { temperature: 0.5 },
        tags: ['sdk'],
        commitMessage: 'first',
        isFallback: false,
      };
      const question = [
        { role: 'system', content: 'Speak French.' },
        { role: 'user', content: 'Why?' },
      ];
      const history = sdk.language === 'python' && sdk.major === 2 ? [] : [{ role: 'assistant', content: 'Salut' }];
      try {
        expect(await program.next()).toEqual({ step: 'created', ...first, labels: ['production', 'latest'] });
        const compiled = 'Hello Ada, {{name}}?';
        expect(await program.next()).toEqual({ step: 'read', ...first, labels: ['production', 'latest'], compiled });
        const second = { name, version: 2, prompt: 'Hi {{name}}', config: {}, tags: ['sdk'] };
        expect(await program.next()).toMatchObject({ step: 'second', ...second, labels: ['staging', 'latest'] });
        expect(await program.next()).toEqual({ step: 'chosen', staging: 2, latest: 2, first: 1 });
        const labels = ['production', 'staging', 'latest'];
        expect(await program.next()).toEqual({ step: 'updated', version: 2, labels });
        expect(await program.next()).toMatchObject({ step: 'afterUpdate', ...second, labels });
        expect(await program.next()).toEqual({
          step: 'chat',
          compiled: [question[0], ...history, question[1]],
        });
        const listed = { name, versions: [1, 2], labels: ['latest', 'production', 'staging'], total: 1 };
        expect(await program.next()).toEqual({ step: 'listed', ...listed });
        expect(await program.next()).toEqual({ step: 'ready' });
        expect(program.complaints).toBe('');
        expect(await messagesOf(`chat ${sdk.language} ${sdk.major}`)).toEqual([
          { role: 'system', content: 'Speak {{language}}.' },
          ...(history.length > 0 ? [{ type: 'placeholder', name: 'history' }] : []),
          { role: 'user', content: '{{question}}' },
        ]);

        program.goOn();
        const text = expect.stringContaining("' with label 'production'") as string;
        expect(await program.next()).toMatchObject({ step: 'missing', failure: { text } });
        expect(await program.next()).toMatchObject({ step: 'fallback', isFallback: true, compiled: 'Good day Ada' });

        expect(await program.next()).toEqual({ step: 'stop the server' });
        await instance.apis[0]!.stop();
        program.goOn();
        expect(await program.next()).toMatchObject({ step: 'cached', ...second, isFallback: false });
        expect(await program.next()).toEqual({ step: 'offline', isFallback: true, compiled: question });
        expect(await program.next()).toEqual({ step: 'offline failure', failure: true });
        expect(await program.next()).toEqual({ step: 'start the server' });
        await instance.apis[0]!.start();
        program.goOn();
        expect(await program.next()).toMatchObject({ step: 'fresh', ...second, isFallback: false });
        expect(await program.end()).toBe(0);
      } finally {
        program.kill();
        if (!instance.apis[0]!.isRunning()) await instance.apis[0]!.start();
      }
    }, 120_000);
  }
});
