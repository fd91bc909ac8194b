import { setTimeout as delay } from 'node:timers/promises';
import { EventSource } from 'eventsource';
import { type BenchInstance, mintToken, startBenchInstance } from './instance';
import { peakMemoryOf } from './process-usage';

const runs = Number(process.env.BENCH_RUNS ?? 200);
const perSecond = 10;
const steps = 40;

/** P6: from the acknowledgement of a run's last event to its verdict and to its incident, as a client of the stream sees them. */
export const benchVerdict = async (): Promise<void> => {
  const instance = await startBenchInstance({ apis: 1, workspaces: 1, workers: 1 });
  try {
    const seen = await follow(instance);
    const endedAt = new Map<string, number>();
    const first = performance.now();
    for (let index = 0; index < runs; index += 1) {
      await delay(Math.max(0, first + (index * 1000) / perSecond - performance.now()));
      await record(instance, `run-${index}`);
      endedAt.set(`run-${index}`, performance.now());
    }
    const waits = (moments: ReadonlyMap<string, number>): number[] =>
      [...endedAt].map(([id, end]) => (moments.get(id) ?? Infinity) - end).sort((a, b) => a - b);
    for (let tries = 100; tries > 0 && waits(seen.incident).at(-1) === Infinity; tries -= 1) await delay(100);
    console.log(`\n${runs} failing runs of ${steps} events, ${perSecond} ended a second, one api and one worker`);
    console.table({
      'verdict p50 s': { measured: at(waits(seen.verdict), 0.5) },
      'verdict p99 s': { measured: at(waits(seen.verdict), 0.99), goal: '<= 2' },
      'incident p50 s': { measured: at(waits(seen.incident), 0.5) },
      'incident p99 s': { measured: at(waits(seen.incident), 0.99), goal: '<= 5' },
      'worker peak memory MiB (P8)': {
        measured: Math.round(peakMemoryOf(instance.workerPids[0] ?? 0)),
        goal: '<= 512',
      },
    });
    seen.close();
  } finally {
    await instance.stop();
  }
};

const at = (sorted: readonly number[], share: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Infinity) / 1000;

/** When each run's verdict and incident were first seen on the stream. */
const follow = async ({ urls, workspaces, jwtSecret }: BenchInstance) => {
  const [workspace] = workspaces;
  if (!workspace) throw new Error('a workspace is needed');
  const authorization = `Bearer ${await mintToken(workspace, jwtSecret)}`;
  const source = new EventSource(`${urls[0]}/api/stream?include=analysis,incident`, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, authorization } }),
  });
  const [verdict, incident] = [new Map<string, number>(), new Map<string, number>()];
  const note = (moments: Map<string, number>, id: string) => {
    if (!moments.has(id)) moments.set(id, performance.now());
  };
  source.addEventListener('analysis', ({ data }) => note(verdict, (JSON.parse(data) as { trace_id: string }).trace_id));
  source.addEventListener('incident', ({ data }) =>
    (JSON.parse(data) as { session_ids: string[] }).session_ids.forEach((id) => note(incident, id)),
  );
  await new Promise((resolve) => source.addEventListener('open', resolve));
  return { verdict, incident, close: () => source.close() };
};

/** A run that calls a tool again and again, is told each time that it failed, and claims success. */
const record = async ({ urls, workspaces }: BenchInstance, id: string): Promise<void> => {
  const payloads = Array.from({ length: steps - 3 }, (_, index) =>
    index % 2 === 0
      ? {
          type: 'tool_call',
          payload: { tool_name: 'book', call_id: `c${index}`, arguments: { day: 'Tuesday', attempt: index } },
        }
      : { type: 'tool_result', payload: { call_id: `c${index - 1}`, result: null, error: 'the slot is taken' } },
  );
  const ending = [
    { type: 'goal_check', payload: { passed: false, mismatches: ['nothing is booked'] } },
    { type: 'agent_message', payload: { content: 'Done, it is booked.' } },
    { type: 'session_end', payload: { status: 'failed' } },
  ];
  const events = [...payloads, ...ending].map((event, seq) => ({
    ...event,
    session_id: id,
    timestamp: new Date().toISOString(),
    seq,
    idempotency_key: `${id}:${seq}`,
  }));
  const headers = { authorization: `Bearer ${workspaces[0]?.apiKey.secretKey}`, 'content-type': 'application/json' };
  for (const [path, body] of [
    ['/api/traces', { id, agent: 'booker', user_goal: 'Book Tuesday' }],
    [`/api/traces/${id}/events`, { events }],
  ] as const) {
    const answer = await fetch(urls[0] + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  }
};
