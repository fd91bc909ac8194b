import { makeBenchTrace, spansPerTrace } from './bench-trace';
import { startDebrief } from './debrief';
import { countSpans, exportSpans, type OtelServer, pack, read } from './otel-server';
import { startSideSeat } from './sideseat';

const spans = Number(process.env.BENCH_SPANS ?? 100_000);
/** Each with another trace. */
const rounds = 15;
const goal = 0.1;

/**
 * P3: what lists and one large trace take at 100,000 spans, against SideSeat with the same spans. Resolves to 1 when missed. The messages
 * of a trace that has not settled are shown beside; the goal is that of a settled one.
 */
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
      goal: query === 'messages just sent' ? '' : '<= 0.1',
    };
  });
  console.log(`\np50 of ${rounds} at ${spans.toLocaleString('en')} spans in traces of ${spansPerTrace}`);
  console.table(rows);
  return rows.every(({ ratio, goal: of }) => of === '' || ratio <= goal) ? 0 : 1;
};

const measureOn = async (
  start: () => Promise<OtelServer>,
): Promise<{ name: string; times: Record<string, number> }> => {
  const server = await start();
  try {
    const traceIds = await fill(server);
    const fresh = await exportTraces(server, rounds + 1, Date.now());
    const unsettled = await timeRounds(server, (round) => messagesOf(fresh[round]));
    await server.settle?.(traceIds.length + fresh.length);
    return { name: server.name, times: { ...(await timeQueries(server, traceIds)), 'messages just sent': unsettled } };
  } finally {
    await server.stop();
  }
};

/** @returns the traces' ids */
const fill = async (server: OtelServer): Promise<string[]> => {
  const traces = Math.ceil(spans / spansPerTrace);
  const ids = await exportTraces(server, traces, Date.now() - traces * 1_000);
  while ((await countSpans(server)) < traces * spansPerTrace) await new Promise((resolve) => setTimeout(resolve, 100));
  return ids;
};

/** Exports traces of a second's distance, one after the other. @returns their ids */
export const exportTraces = async (server: OtelServer, traces: number, startMs: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let index = 0; index < traces; index += 1) {
    const { traceId, body } = makeBenchTrace(index, startMs + index * 1_000);
    await exportSpans(server, pack(server, body));
    ids.push(traceId);
  }
  return ids;
};

/** @param traceIds large traces: each round reads another */
export const timeQueries = async (server: OtelServer, traceIds: readonly string[]): Promise<Record<string, number>> => {
  const traceOf = (round: number) => traceIds[(round * 7) % traceIds.length];
  const queries: Readonly<Record<string, (round: number) => string>> = {
    'list traces': () => '/traces?limit=50',
    'list spans': () => '/spans?limit=50',
    'list sessions': () => '/sessions?limit=50',
    'one trace': (round) => `/traces/${traceOf(round)}`,
    'its messages': (round) => messagesOf(traceOf(round)),
  };
  const times: Record<string, number> = {};
  for (const [name, toPath] of Object.entries(queries)) times[name] = await timeRounds(server, toPath);
  return times;
};

const messagesOf = (traceId: string | undefined): string => `/traces/${traceId}/messages`;

/** The p50; the first round warms up. */
const timeRounds = async (server: OtelServer, toPath: (round: number) => string): Promise<number> => {
  const all: number[] = [];
  for (let round = 0; round <= rounds; round += 1) all.push((await read(server, toPath(round))).ms);
  return all.slice(1).sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
};

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
