import { makeBenchTrace, spansPerTrace } from './bench-trace';
import { startDebrief } from './debrief';
import { countSpans, exportSpans, type OtelServer, pack, read } from './otel-server';
import { startSideSeat } from './sideseat';

const spans = Number(process.env.BENCH_SPANS ?? 100_000);
const rounds = 15;
const goal = 0.1;

/** P3: what lists and one large trace take at 100,000 spans, against SideSeat with the same spans. Resolves to 1 when missed. */
export const benchQueries = async (): Promise<number> => {
  const peer = await measureOn(startSideSeat);
  const own = await measureOn(startDebrief);
  const rows = Object.entries(own.times).map(([query, ms]) => {
    const peerMs = peer.times[query] ?? Number.NaN;
    return {
      query,
      [`${peer.name} ms`]: round(peerMs),
      'Debrief ms': round(ms),
      ratio: round(ms / peerMs),
      goal: '<= 0.1',
    };
  });
  console.log(`\np50 of ${rounds} at ${spans.toLocaleString('en')} spans in traces of ${spansPerTrace}`);
  console.table(rows);
  return rows.every(({ ratio }) => Number(ratio) <= goal) ? 0 : 1;
};

const measureOn = async (
  start: () => Promise<OtelServer>,
): Promise<{ name: string; times: Record<string, number> }> => {
  const server = await start();
  try {
    const traceId = await fill(server);
    return { name: server.name, times: await timeQueries(server, traceId) };
  } finally {
    await server.stop();
  }
};

/** @returns one of the traces */
const fill = async (server: OtelServer): Promise<string> => {
  const traces = Math.ceil(spans / spansPerTrace);
  const startMs = Date.now() - traces * 1_000;
  let last = '';
  for (let index = 0; index < traces; index += 1) {
    const { traceId, body } = makeBenchTrace(index, startMs + index * 1_000);
    await exportSpans(server, pack(server, body));
    last = traceId;
  }
  while ((await countSpans(server)) < traces * spansPerTrace) await new Promise((resolve) => setTimeout(resolve, 100));
  return last;
};

export const timeQueries = async (server: OtelServer, traceId: string): Promise<Record<string, number>> => {
  const queries = {
    'list traces': '/traces?limit=50',
    'list spans': '/spans?limit=50',
    'list sessions': '/sessions?limit=50',
    'one trace': `/traces/${traceId}`,
    'its messages': `/traces/${traceId}/messages`,
  };
  const times: Record<string, number> = {};
  for (const [name, path] of Object.entries(queries)) {
    const all: number[] = [];
    for (let round = 0; round <= rounds; round += 1) all.push((await read(server, path)).ms);
    times[name] = all.slice(1).sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  }
  return times;
};

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
