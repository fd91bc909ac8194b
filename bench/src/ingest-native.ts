import { Client } from 'pg';
import { measureCopy } from './copy-limit';
import { type BenchInstance, startBenchInstance } from './instance';
import { type LoadPlan, runLoad } from './native-load';
import { cpuSecondsOf, cpuSecondsOfTree, peakMemoryOf } from './process-usage';

const shape = { connections: 32, batch: 50, payloadBytes: 600 };
const workspaces = 20;
const tracesPerWorkspace = 5;
const seconds = Number(process.env.BENCH_SECONDS ?? 10);

/** P1 and P9: native events stored and readable a second, against COPY into an identical table of the same server, in one run. */
export const benchIngestNative = async (): Promise<void> => {
  for (const apis of [1, 2]) {
    const instance = await startBenchInstance({ apis, workspaces });
    try {
      await measure(instance);
    } finally {
      await instance.stop();
    }
  }
};

const measure = async (instance: BenchInstance): Promise<void> => {
  const { postgres, apiPids, urls } = instance;
  let traces = await createTraces(instance);
  const run = async (plan: Partial<LoadPlan>) => {
    const result = await runLoad({ urls, traces, ...shape, seconds, ...plan });
    traces = traces.map((trace, index) => ({ ...trace, firstSeq: result.nextSeqs[index] ?? 0 }));
    return result;
  };
  const warm = await run({ seconds: 3 });

  const before = { postgres: cpuSecondsOfTree(postgres.pid), api: sum(apiPids.map(cpuSecondsOf)) };
  const full = await run({});
  const cpu = {
    postgres: cpuSecondsOfTree(postgres.pid) - before.postgres,
    api: sum(apiPids.map(cpuSecondsOf)) - before.api,
  };
  const rate = full.acknowledged / full.seconds;
  const half = await run({ rate: rate / 2 });
  await checkStored(postgres.adminUrl, warm.acknowledged + full.acknowledged + half.acknowledged);

  const copyBefore = cpuSecondsOfTree(postgres.pid);
  const copy = await measureCopy(postgres.adminUrl, shape.payloadBytes, seconds);
  const copyCpu = ((cpuSecondsOfTree(postgres.pid) - copyBefore) / copy.rows) * 1e6;
  const perEvent = (cpuSeconds: number): number => (cpuSeconds / full.acknowledged) * 1e6;

  console.log(
    `\n${apiPids.length} api process(es), ${workspaces} workspaces, ${shape.connections} connections, batches of ${shape.batch}, ${shape.payloadBytes} B payloads`,
  );
  console.table({
    'events/s': {
      measured: Math.round(rate),
      limit: Math.round(copy.rows / copy.seconds),
      ratio: round(rate / (copy.rows / copy.seconds)),
      goal: '>= 0.30',
    },
    'Postgres CPU µs/event': {
      measured: round(perEvent(cpu.postgres)),
      limit: round(copyCpu),
      ratio: round(perEvent(cpu.postgres) / copyCpu),
      goal: '<= 1.6',
    },
    'api CPU µs/event': { measured: round(perEvent(cpu.api)), goal: '<= 35' },
    'load CPU µs/event': { measured: round(perEvent(full.cpuSeconds)) },
    'ack p50 ms, full rate': { measured: round(full.p50) },
    'ack p99 ms, full rate': { measured: round(full.p99) },
    'ack p99 ms, half rate (P9)': { measured: round(half.p99), goal: '<= 50' },
    'refused requests': { measured: warm.refused + full.refused + half.refused, goal: '0' },
    'api peak memory MiB (P8)': { measured: Math.round(Math.max(...apiPids.map(peakMemoryOf))), goal: '<= 300' },
  });
};

const createTraces = async ({ urls, workspaces: all }: BenchInstance) => {
  const traces = all.flatMap((workspace, w) =>
    Array.from({ length: tracesPerWorkspace }, (_, t) => ({
      id: `bench-${w}-${t}`,
      secretKey: workspace.apiKey.secretKey,
      firstSeq: 0,
    })),
  );
  for (const { id, secretKey } of traces) {
    const answer = await fetch(`${urls[0]}/api/traces`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}` },
      body: JSON.stringify({ id }),
    });
    if (answer.status !== 201) throw new Error(`the trace was not created: ${answer.status} ${await answer.text()}`);
  }
  // Interleaved, so that neighbours in time belong to different workspaces.
  return traces.sort((a, b) => a.id.slice(-1).localeCompare(b.id.slice(-1)));
};

/** What was acknowledged is in the table, and the traces' own counts say the same. */
const checkStored = async (adminUrl: string, acknowledged: number): Promise<void> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<{ events: string; counted: string }>(
    'select (select count(*) from debrief.event) as events, (select sum(event_count) from debrief.trace) as counted',
  );
  await client.end();
  if (Number(rows[0]?.events) !== acknowledged || Number(rows[0]?.counted) !== acknowledged) {
    throw new Error(`acknowledged ${acknowledged}, stored ${rows[0]?.events}, counted ${rows[0]?.counted}`);
  }
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const round = (value: number): number => Math.round(value * 100) / 100;
