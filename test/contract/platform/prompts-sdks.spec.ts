import { forEachSdk, useSdks } from './sdk-suite';

describe('prompts through Langfuse SDKs, unchanged but for host and keys', () => {
  const suite = useSdks('prompts');

  forEachSdk((sdk) => {
    it(`${sdk.title} makes, reads, labels and compiles them, and has its cache where the server is not there`, async () => {
      const program = suite.start(sdk);
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
        // As they are stored, whichever SDK wrote them.
        const { prompt } = await suite.read(`/v1/prompts/${encodeURIComponent(`chat ${sdk.language} ${sdk.major}`)}`);
        expect(prompt).toEqual([
          { role: 'system', content: 'Speak {{language}}.' },
          ...(history.length > 0 ? [{ type: 'placeholder', name: 'history' }] : []),
          { role: 'user', content: '{{question}}' },
        ]);

        program.goOn();
        const text = expect.stringContaining("' with label 'production'") as string;
        expect(await program.next()).toMatchObject({ step: 'missing', failure: { text } });
        expect(await program.next()).toMatchObject({ step: 'fallback', isFallback: true, compiled: 'Good day Ada' });

        expect(await program.next()).toEqual({ step: 'stop the server' });
        await suite.instance.apis[0]!.stop();
        program.goOn();
        expect(await program.next()).toMatchObject({ step: 'cached', ...second, isFallback: false });
        expect(await program.next()).toEqual({ step: 'offline', isFallback: true, compiled: question });
        expect(await program.next()).toEqual({ step: 'offline failure', failure: true });
        expect(await program.next()).toEqual({ step: 'start the server' });
        await suite.instance.apis[0]!.start();
        program.goOn();
        expect(await program.next()).toMatchObject({ step: 'fresh', ...second, isFallback: false });
        expect(await program.end()).toBe(0);
      } finally {
        if (!suite.instance.apis[0]!.isRunning()) await suite.instance.apis[0]!.start();
      }
    }, 120_000);
  });
});
