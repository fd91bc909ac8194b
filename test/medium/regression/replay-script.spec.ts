import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AnalysisService } from '@debrief/analysis';
import { runs, useRegression } from './regression-suite';

const repository = join(__dirname, '..', '..', '..');
const agent = join(repository, 'examples', 'browser-booking', 'agent.mjs');

describe('npm run replay', () => {
  const suite = useRegression();

  /** The script with a command; api and worker go on meanwhile. @returns exit code and output */
  const replay = async (runId: string, ...command: string[]): Promise<{ code: number | null; output: string }> => {
    const child = spawn(
      process.execPath,
      [join(repository, 'scripts', 'replay.mjs'), '--run', runId, '--', ...command],
      {
        env: { PATH: process.env.PATH, DEBRIEF_URL: suite.api.url, DEBRIEF_API_KEY: suite.own.secretKey },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    let isOver = false;
    const exited = once(child, 'exit').finally(() => (isOver = true));
    while (!isOver) {
      // What the schedule of a worker does each moment.
      await suite.database.asSystem('sweep', (tx) => suite.worker.get(AnalysisService, { strict: false }).sweep(tx));
      await suite.work();
    }
    const [code] = (await exited) as [number | null];
    return { code, output };
  };
  const start = async (traceId: string) => suite.start(await suite.addIncident([traceId]));

  beforeEach(() => suite.call('PUT', `/api/projects/${suite.own.projectId}/replay-target`, { kind: 'pull' }));

  it('runs the example agent again, its tools answered from the recording, and tells the verdict', async () => {
    const recorded = spawn(process.execPath, [agent], {
      env: { PATH: process.env.PATH, DEBRIEF_URL: suite.api.url, DEBRIEF_API_KEY: suite.own.secretKey },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    recorded.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await once(recorded, 'exit');
    const [, traceId = ''] = /Recorded (\S+)/.exec(output) ?? [];
    const run = await start(traceId);
    const replayed = await replay(run.id, process.execPath, agent);
    // Nothing was mended: it fails as before.
    expect(replayed).toEqual({ code: 1, output: expect.stringContaining('completed: unchanged') });
    expect(await suite.read(run.id)).toMatchObject({
      cases: [{ before: 'fail', after: 'fail', cassette: { hits: 1, misses: 0 } }],
    });
  }, 60_000);

  it('exits with 2 when there is no such run', async () => {
    expect(await replay('nobody-s', 'true')).toMatchObject({ code: 2 });
  }, 60_000);

  it('exits with 1 for a run that ended without it', async () => {
    await suite.call('PUT', `/api/projects/${suite.own.projectId}/replay-target`, { enabled: false });
    const run = await start(await suite.record(runs.fails));
    expect(await replay(run.id, 'true')).toEqual({ code: 1, output: expect.stringContaining('no_candidate') });
  }, 60_000);
});
