import { Client } from 'pg';
import { startBenchInstance } from '../instance';
import { cpuSecondsOf, cpuSecondsOfTree, peakMemoryOf } from '../process-usage';
import { measureHttpCopy } from './http-copy';
import { runHttpLoad } from './http-load';
import { growProject, measureReads } from './measure-reads';

const shape = { connections: 32, batch: 50 };
const workspaces = 20;
const seconds = Number(process.env.BENCH_SECONDS ?? 10);
/** Rows of the project that is read. */
const grownRows = Number(process.env.BENCH_ROWS ?? 1_000_000);

/** HTTP telemetry: items stored a second against COPY into an identical table of the same server, and how quickly they are read. */
export const benchIngestHttp = async (): Promise<void> => {
  const instance = await startBenchInstance({ apis: 1, workspaces });
  try {
    const { postgres, apiPids, urls } = instance;
    const [url = '', pid = 0] = [urls[0], apiPids[0]];
    const projects = instance.workspaces.map(({ projectId, apiKey }) => ({
      id: projectId,
      secretKey: apiKey.secretKey,
    }));
    const warm = await runHttpLoad({ url, projects, ...shape, seconds: 3 });
    const before = { postgres: cpuSecondsOfTree(postgres.pid), api: cpuSecondsOf(pid) };
    const full = await runHttpLoad({ url, projects, ...shape, seconds });
    const cpu = { postgres: cpuSecondsOfTree(postgres.pid) - before.postgres, api: cpuSecondsOf(pid) - before.api };
    await checkStored(postgres.adminUrl, warm.acknowledged + full.acknowledged);
    const copyBefore = cpuSecondsOfTree(postgres.pid);
    const copy = await measureHttpCopy(postgres.adminUrl, seconds);
    const copyCpu = ((cpuSecondsOfTree(postgres.pid) - copyBefore) / copy.rows) * 1e6;
    const perItem = (cpuSeconds: number): number => (cpuSeconds / full.acknowledged) * 1e6;
    const [rate, limit] = [full.acknowledged / full.seconds, copy.rows / copy.seconds];
    console.log(
      `\n1 api process, ${workspaces} workspaces, ${shape.connections} connections, batches of ${shape.batch}`,
    );
    console.table({
      'items/s': { measured: Math.round(rate), limit: Math.round(limit), ratio: round(rate / limit) },
      'Postgres CPU µs/item': {
        measured: round(perItem(cpu.postgres)),
        limit: round(copyCpu),
        ratio: round(perItem(cpu.postgres) / copyCpu),
      },
      'api CPU µs/item': { measured: round(perItem(cpu.api)) },
      'ack p50 ms': { measured: round(full.p50) },
      'ack p99 ms': { measured: round(full.p99) },
      'refused requests': { measured: warm.refused + full.refused },
      'api peak memory MiB': { measured: Math.round(peakMemoryOf(pid)) },
    });
    const grown = { ...projects[0]!, workspaceId: instance.workspaces[0]!.workspaceId };
    await growProject(postgres.adminUrl, { ...grown, projectId: grown.id }, grownRows);
    console.log(`\nA project of ${grownRows} requests, ${grownRows / 10} of the last day`);
    console.table(await measureReads(url, { ...grown, projectId: grown.id }));
  } finally {
    await instance.stop();
  }
};

/** What was acknowledged is in the table, and the projects' tallies say the same. */
const checkStored = async (adminUrl: string, acknowledged: number): Promise<void> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<{ stored: string; counted: string }>(
    'select (select count(*) from debrief.http_request) as stored, (select sum(requests) from debrief.project_tally) as counted',
  );
  await client.end();
  if (Number(rows[0]?.stored) !== acknowledged || Number(rows[0]?.counted) !== acknowledged)
    throw new Error(`acknowledged ${acknowledged}, stored ${rows[0]?.stored}, counted ${rows[0]?.counted}`);
};

const round = (value: number): number => Math.round(value * 100) / 100;
