import { makeBenchTrace, spansPerTrace } from './bench-trace';
import { startDebrief } from './debrief';
import { countSpans, exportSpans, type OtelServer, pack } from './otel-server';
import { startSideSeat } from './sideseat';

const seconds = Number(process.env.BENCH_SECONDS ?? 10);
/** Before it counts: what is sustained is measured, not how a process starts. */
const warmUpSeconds = 4;
const clients = 4;
/** What is ready to be sent: a server that accepts more than it stores is not asked to take more than this. */
const bodiesASecond = 40;
const goal = 2;

interface Measured {
  readonly 'spans readable a second': number;
  /** CPU µs a span, by process. */
  readonly [process: string]: number;
}

/**
 * P2: OTLP spans stored and readable a second, against SideSeat with the same bodies on the same machine, both warm. The second figure of two api
 * processes is beside it; the goal is the one's. Shown beside: the CPU time of a span while it is stored, and of all that is done with it until its
 * trace has settled. Resolves to 1 when missed.
 */
export const benchIngestOtlp = async (): Promise<number> => {
  const results: Record<string, Measured> = {};
  for (const start of [startSideSeat, () => startDebrief(), () => startDebrief(2)]) {
    const server = await start();
    try {
      results[server.name] = await measure(server);
    } finally {
      await server.stop();
    }
  }
  const [peer = 0, own = 0] = Object.values(results).map((result) => result['spans readable a second']);
  const ratio = Math.round((own / peer) * 100) / 100;
  console.log(
    `\n${clients} clients, ${spansPerTrace} spans a request, protobuf and gzip, ${seconds} s after ${warmUpSeconds} s of the same`,
  );
  console.table(results);
  console.log(`ratio ${ratio} (P2: at least ${goal}): ${ratio >= goal ? 'reached' : 'missed'}`);
  return ratio >= goal ? 0 : 1;
};

/** Every request brings a trace of its own. The clock stops when all that was acknowledged can be read. */
const measure = async (server: OtelServer): Promise<Measured> => {
  const bodies = Array.from({ length: bodiesASecond * (warmUpSeconds + seconds) }, (_, index) =>
    pack(server, makeBenchTrace(index, Date.now()).body),
  );
  const cpuAtFirst = server.cpuSeconds?.() ?? {};
  const before = await load(server, bodies.slice(0, bodiesASecond * warmUpSeconds), 0, warmUpSeconds);
  const cpuBefore = server.cpuSeconds?.() ?? {};
  const start = performance.now();
  const sent = await load(server, bodies, before, seconds);
  const acknowledged = (sent - before) * spansPerTrace;
  const rate = acknowledged / ((performance.now() - start) / 1_000);
  const stored = cpuOf(server, cpuBefore, acknowledged, 'CPU µs/span');
  await server.settle?.(sent);
  const settled = cpuOf(server, cpuAtFirst, sent * spansPerTrace, 'until settled');
  return { 'spans readable a second': Math.round(rate), ...stored, ...settled };
};

const cpuOf = (
  server: OtelServer,
  before: Readonly<Record<string, number>>,
  spans: number,
  name: string,
): Record<string, number> =>
  Object.fromEntries(
    Object.entries(server.cpuSeconds?.() ?? {}).map(([process, used]) => [
      `${process} ${name}`,
      Math.round(((used - (before[process] ?? 0)) / spans) * 1e6),
    ]),
  );

/** Sends bodies from a place on, for so long or until there are no more. @returns the place after the last, once all up to it can be read */
const load = async (
  server: OtelServer,
  bodies: readonly Uint8Array<ArrayBuffer>[],
  from: number,
  forSeconds: number,
): Promise<number> => {
  let next = from;
  const end = performance.now() + forSeconds * 1_000;
  const client = async (): Promise<void> => {
    while (performance.now() < end && next < bodies.length) {
      const turn = next++;
      await exportSpans(server, bodies[turn]!, turn);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  while ((await countSpans(server)) < next * spansPerTrace) await new Promise((resolve) => setTimeout(resolve, 20));
  return next;
};
