import { Client } from 'pg';
import { storeRuns } from './store-runs';
import { startBenchInstance } from './instance';
import { cpuSecondsOf, peakMemoryOf } from './process-usage';

const rows = Number(process.env.BENCH_ROWS ?? 100_000);
const eventsPerRun = 20;
const rounds = 9;

/** What the Sessions surface takes: lists beside an export, and an export beside a plain select of the same events out of the same server. */
export const benchSessions = async (): Promise<void> => {
  const instance = await startBenchInstance({ apis: 1, workspaces: 1 });
  try {
    const [{ projectId, workspaceId, apiKey }] = instance.workspaces as [(typeof instance.workspaces)[number]];
    await storeRuns(instance.postgres.adminUrl, { workspaceId, projectId, runs: rows / eventsPerRun, eventsPerRun });
    const base = `${instance.urls[0]}/api/projects/${projectId}/sessions`;
    const ask = async (path: string): Promise<number> => {
      const response = await fetch(base + path, { headers: { authorization: `Bearer ${apiKey.secretKey}` } });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      let bytes = 0;
      for await (const chunk of response.body ?? []) bytes += (chunk as Uint8Array).length;
      return bytes;
    };
    console.log(`\n${rows.toLocaleString('en')} events in runs of ${eventsPerRun}, p50 of ${rounds}`);
    for (const path of [
      '/session-7/metrics',
      '/session-7/analysis',
      '/generations?limit=50',
      '/generations?model=model-3',
      '?limit=50',
    ])
      console.log(`${path.padEnd(28)} ${(await medianMs(() => ask(path))).toFixed(1)} ms`);
    const limit = await timed(() => selectAll(instance.postgres.adminUrl));
    const pid = instance.apiPids[0] ?? 0;
    const cpu = cpuSecondsOf(pid);
    const whole = await timed(() => ask(`/export?limit=${rows}`));
    console.log(
      `export ${(rows / whole.seconds).toFixed(0)} rows/s, ${(whole.value / 2 ** 20 / whole.seconds).toFixed(1)} MiB/s, ` +
        `${(((cpuSecondsOf(pid) - cpu) * 1e6) / rows).toFixed(0)} µs CPU a row, ${peakMemoryOf(pid).toFixed(0)} MiB at most; ` +
        `a select ${(rows / limit.seconds).toFixed(0)} rows/s: ratio ${(limit.seconds / whole.seconds).toFixed(3)}`,
    );
  } finally {
    await instance.stop();
  }
};

const timed = async <T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly seconds: number }> => {
  const startedAt = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - startedAt) / 1000 };
};

const medianMs = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push((await timed(work)).seconds * 1000);
  return times.sort((a, b) => a - b)[rounds >> 1] ?? 0;
};

/** Reads the same events as text, in their order. */
const selectAll = async (adminUrl: string): Promise<void> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query('select trace_id, seq, type, started_at, payload::text from debrief.event order by trace_id, seq');
  await client.end();
};
