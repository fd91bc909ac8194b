import { setTimeout as delay } from 'node:timers/promises';
import { type BenchInstance, mintToken, startBenchInstance } from './instance';
import { runLoad } from './native-load';
import { cpuSecondsOf, peakMemoryOf } from './process-usage';
import { startClients } from './stream-clients';

const rate = 2_000;
const seconds = Number(process.env.BENCH_SECONDS ?? 10);

/** P5: from a writer's request to the SSE client, for clients that follow a whole workspace and for clients that follow one trace each. */
export const benchStream = async (): Promise<void> => {
  await measure('100 clients follow one workspace', {
    workspaces: 1,
    tracesPerWorkspace: 50,
    followersPerWorkspace: 100,
    followTraces: false,
    batch: 10,
  });
  await measure('1,000 clients over 10 workspaces follow one trace each', {
    workspaces: 10,
    tracesPerWorkspace: 100,
    followersPerWorkspace: 100,
    followTraces: true,
    batch: 5,
  });
};

interface Shape {
  readonly workspaces: number;
  readonly tracesPerWorkspace: number;
  readonly followersPerWorkspace: number;
  readonly followTraces: boolean;
  readonly batch: number;
}

const measure = async (title: string, shape: Shape): Promise<void> => {
  const instance = await startBenchInstance({ apis: 1, workspaces: shape.workspaces });
  try {
    const traces = await createTraces(instance, shape);
    const clients = await startClients({ clients: await followers(instance, shape) });
    const apiPid = instance.apiPids[0] ?? 0;
    const before = cpuSecondsOf(apiPid);
    const load = await runLoad({
      urls: instance.urls,
      traces,
      connections: 16,
      batch: shape.batch,
      payloadBytes: 600,
      seconds,
      rate,
    });
    const expected = load.acknowledged * (shape.followTraces ? 1 : shape.followersPerWorkspace);
    for (let tries = 50; tries > 0 && (await clients.count()) < expected; tries -= 1) await delay(100);
    const got = await clients.finish();
    console.log(`\n${title}, ${rate} events/s`);
    console.table({
      'events written/s': { measured: Math.round(load.acknowledged / load.seconds), goal: String(rate) },
      'events delivered': { measured: got.events, goal: String(expected) },
      'out of order or twice': { measured: got.outOfOrder, goal: '0' },
      'request to client p50 ms': { measured: got.p50 },
      'request to client p99 ms': { measured: got.p99, goal: '<= 100' },
      'of which request to acknowledgement p99 ms': { measured: Math.round(load.p99) },
      'api cores used': { measured: Math.round(((cpuSecondsOf(apiPid) - before) / load.seconds) * 100) / 100 },
      'api peak memory MiB (P8)': { measured: Math.round(peakMemoryOf(apiPid)), goal: '<= 300' },
    });
    if (got.events !== expected || got.outOfOrder > 0) throw new Error('the stream lost or repeated events');
  } finally {
    await instance.stop();
  }
};

const traceId = (w: number, t: number): string => `bench-${w}-${t}`;

const createTraces = async ({ urls, workspaces }: BenchInstance, { tracesPerWorkspace }: Shape) => {
  const traces = [];
  for (let t = 0; t < tracesPerWorkspace; t += 1) {
    for (const [w, { apiKey }] of workspaces.entries()) {
      const headers = { authorization: `Bearer ${apiKey.secretKey}` };
      const answer = await fetch(`${urls[0]}/api/traces`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ id: traceId(w, t) }),
      });
      if (!answer.ok) throw new Error(`the trace was not created: ${answer.status}`);
      traces.push({ id: traceId(w, t), secretKey: apiKey.secretKey, firstSeq: 0 });
    }
  }
  return traces;
};

const followers = async (
  { urls, workspaces, jwtSecret }: BenchInstance,
  { followersPerWorkspace, followTraces }: Shape,
) => {
  const clients = [];
  for (const [w, workspace] of workspaces.entries()) {
    const token = await mintToken(workspace, jwtSecret);
    for (let f = 0; f < followersPerWorkspace; f += 1) {
      clients.push({ url: `${urls[0]}/api/stream${followTraces ? `?session_id=${traceId(w, f)}` : ''}`, token });
    }
  }
  return clients;
};
