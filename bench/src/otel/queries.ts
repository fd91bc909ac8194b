import { makeBenchTrace, spansPerTrace } from './bench-trace';
import { startDebrief } from './debrief';
import { countSpans, exportSpans, type OtelServer, pack, read } from './otel-server';
import { startSideSeat } from './sideseat';

const spans = Number(process.env.BENCH_SPANS ?? 100_000);
/** Rounds that nobody measures: processes that have served for a while are compared. */
const warmUps = 15;
const rounds = 15;
/** Each round reads another trace. */
export const tracesRead = warmUps + rounds;
const goal = 0.1;

/**
 * P3: what lists and one large trace take at 100,000 spans, against SideSeat with the same spans. Resolves to 1 when missed. The messages
 * of a trace that has not settled are shown beside; the goal is that of a settled one.
 */
export const benchQueries = async (): Promise<number> => {
  const started: OtelServer[] = [];
  try {
    for (const start of [startSideSeat, startDebrief]) started.push(await start());
    const [peer, own] = started as [OtelServer, OtelServer];
    const filled: FilledServer[] = [];
    for (const server of started) filled.push({ server, traceIds: await fill(server) });
    const fresh: FilledServer[] = [];
    for (const server of started) fresh.push({ server, traceIds: await exportTraces(server, tracesRead, Date.now()) });
    const unsettled = await timeRounds(fresh, ({ traceIds }, round) => messagesOf(traceIds[round]));
    for (const { server, traceIds } of filled) await server.settle?.(traceIds.length + tracesRead);
    const times = { ...(await timeQueries(filled)), [justSent]: unsettled };
    const rows = Object.entries(times).map(([query, [peerMs = Number.NaN, ms = Number.NaN]]) => ({
      query,
      [`${peer.name} ms`]: round(peerMs),
      [`${own.name} ms`]: round(ms),
      ratio: round(ms / peerMs),
      goal: query === justSent ? '' : `<= ${goal}`,
    }));
    console.log(
      `\np50 of ${rounds} at ${spans.toLocaleString('en')} spans in traces of ${spansPerTrace}, asked in turn`,
    );
    console.table(rows);
    return rows.every(({ ratio, goal: of }) => of === '' || ratio <= goal) ? 0 : 1;
  } finally {
    for (const server of started) await server.stop();
  }
};

const justSent = 'messages just sent';

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

/** A server, and the large traces in it that are read one by one. */
export interface FilledServer {
  readonly server: OtelServer;
  readonly traceIds: readonly string[];
}

/**
 * The p50 of each query on each of the servers, asked in turn: what else the machine does at the time slows all of them.
 * @param more paths of further queries, by their names
 */
export const timeQueries = async (
  servers: readonly FilledServer[],
  more: Readonly<Record<string, string>> = {},
): Promise<Record<string, number[]>> => {
  const traceOf = ({ traceIds }: FilledServer, round: number) => traceIds[(round * 7) % traceIds.length];
  const queries: Record<string, (server: FilledServer, round: number) => string> = {
    'list traces': () => '/traces?limit=50',
    'list spans': () => '/spans?limit=50',
    'list sessions': () => '/sessions?limit=50',
    'one trace': (server, round) => `/traces/${traceOf(server, round)}`,
    'its messages': (server, round) => messagesOf(traceOf(server, round)),
  };
  const times: Record<string, number[]> = {};
  for (const [name, path] of Object.entries(more)) queries[name] = () => path;
  for (const [name, toPath] of Object.entries(queries)) times[name] = await timeRounds(servers, toPath);
  return times;
};

const messagesOf = (traceId: string | undefined): string => `/traces/${traceId}/messages`;

const timeRounds = async (
  servers: readonly FilledServer[],
  toPath: (server: FilledServer, round: number) => string,
): Promise<number[]> => {
  const times = servers.map((): number[] => []);
  for (let round = 0; round < tracesRead; round += 1)
    for (const [index, server] of servers.entries()) {
      const { ms } = await read(server.server, toPath(server, round));
      if (round >= warmUps) times[index]?.push(ms);
    }
  return times.map((all) => all.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN);
};

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
