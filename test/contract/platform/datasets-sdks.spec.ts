import { type Body, forEachSdk, useSdks } from './sdk-suite';

describe('an experiment on a dataset through Langfuse SDKs, unchanged but for host and keys', () => {
  const suite = useSdks('datasets');

  forEachSdk((sdk) => {
    it(`${sdk.title} makes it, runs it, and gives a run with items, outputs and scores`, async () => {
      const program = suite.start(sdk);
      const isPython2 = sdk.language === 'python' && sdk.major === 2;
      const name = `${isPython2 ? '' : 'team/'}evals ${sdk.language} ${sdk.major}`;
      const runs = sdk.language === 'js' ? sdk.major > 3 : sdk.major > 2;
      const item = { expected: 'A', metadata: { n: 1 }, status: 'ACTIVE' };
      const dataset = { name, description: 'of a test', metadata: { from: 'sdk' } };
      expect(await program.next()).toEqual({ step: 'dataset', ...dataset });
      const archived = { input: 'old', expected: 'OLD', status: 'ARCHIVED' };
      expect(await program.next()).toMatchObject({ step: 'archived', ...archived });
      const items = [
        { input: 'a', ...item },
        { input: 'b', ...item },
      ];
      expect(await program.next()).toEqual({ step: 'items', items });
      if (runs) expect(await program.next()).toEqual({ step: 'experiment', outputs: ['A', 'B'] });
      if (sdk.language === 'js' || sdk.major < 5)
        expect(await program.next()).toEqual({ step: 'run', name: expect.any(String), items: 2 });
      expect(await program.next()).toEqual({ step: 'done' });
      expect(await program.end()).toBe(0);
      expect(program.complaints).toBe('');

      const found = await suite.read(`/v1/datasets/${encodeURIComponent(name)}/runs`);
      expect(found.data).toMatchObject([{ name: 'run 1', description: 'why', itemCount: 2, completedCount: 2 }]);
      const { data, summary, runScores } = await suite.read(`/v1/datasets/runs/${found.data[0].id}/results`);
      const told = data.map(({ input, actualOutput, match }: Body) => [input, actualOutput, match]).sort();
      expect(told).toEqual([
        ['a', 'A', true],
        ['b', 'B', false],
      ]);
      expect(summary).toMatchObject({ matchRate: 0.5, scores: { accuracy: 0.5 } });
      expect(runScores.map(({ name: of, value }: Body) => [of, value])).toEqual(runs ? [['average', 0.5]] : []);
    }, 120_000);
  });
});
