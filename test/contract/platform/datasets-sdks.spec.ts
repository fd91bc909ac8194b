import { join } from 'node:path';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { ClientProgram } from '../../setup/client-program';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import { commandOf, langfuseEnv, langfuseSdks } from '../../setup/langfuse-sdks';
import type { Body } from './datasets-suite';

const scripts = { js: join(__dirname, 'sdks', 'datasets.mjs'), python: join(__dirname, 'sdks', 'datasets.py') };

describe('an experiment on a dataset through Langfuse SDKs, unchanged but for host and keys', () => {
  let instance: Instance;
  let tenant: Tenant;

  beforeAll(async () => {
    instance = await startInstance();
    tenant = await mintTenant(instance);
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  const read = async (path: string): Promise<Body> => {
    const headers = { authorization: `Bearer ${tenant.apiKey}` };
    return (await (await fetch(instance.url + path, { headers })).json()) as Body;
  };

  for (const sdk of langfuseSdks()) {
    if ('skipped' in sdk) {
      console.warn(`Langfuse's SDK ${sdk.title}`);
      it.skip(sdk.title, () => undefined);
      continue;
    }
    it(`${sdk.title} makes it, runs it, and gives a run with items, outputs and scores`, async () => {
      const { command, args, env } = commandOf(sdk, scripts);
      const program = new ClientProgram(command, [...args, String(sdk.major)], {
        ...env,
        ...langfuseEnv(instance.url, tenant),
      });
      const isPython2 = sdk.language === 'python' && sdk.major === 2;
      const name = `${isPython2 ? '' : 'team/'}evals ${sdk.language} ${sdk.major}`;
      const runs = sdk.language === 'js' ? sdk.major > 3 : sdk.major > 2;
      const item = { expected: 'A', metadata: { n: 1 }, status: 'ACTIVE' };
      try {
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

        const found = await read(`/v1/datasets/${encodeURIComponent(name)}/runs`);
        expect(found.data).toMatchObject([{ name: 'run 1', description: 'why', itemCount: 2, completedCount: 2 }]);
        const { data, summary, runScores } = await read(`/v1/datasets/runs/${found.data[0].id}/results`);
        const told = data.map(({ input, actualOutput, match }: Body) => [input, actualOutput, match]).sort();
        expect(told).toEqual([
          ['a', 'A', true],
          ['b', 'B', false],
        ]);
        expect(summary).toMatchObject({ matchRate: 0.5, scores: { accuracy: 0.5 } });
        expect(runScores.map(({ name: of, value }: Body) => [of, value])).toEqual(runs ? [['average', 0.5]] : []);
      } finally {
        program.kill();
      }
    }, 120_000);
  }
});
