import { makeBenchTrace, spansPerTrace } from './bench-trace';
import { startDebrief } from './debrief';
import { countSpans, exportSpans, type OtelServer, pack } from './otel-server';
import { startSideSeat } from './sideseat';

const seconds = Number(process.env.BENCH_SECONDS ?? 10);
const clients = 4;
const goal = 2;

interface Measured {
  readonly 'spans readable a second': number;
  /** CPU µs a span, by process. */
  readonly [process: string]: number;
}

/**
 * P2: OTLP spans stored and readable a second, against SideSeat with the same bodies on the same machine. The second figure of two api
 * processes is beside it; the goal is the one's. Resolves to 1 when missed.
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
  console.log(`\n${clients} clients, ${spansPerTrace} spans a request, protobuf and gzip, ${seconds} s`);
  console.table(results);
  console.log(`ratio ${ratio} (P2: at least ${goal}): ${ratio >= goal ? 'reached' : 'missed'}`);
  return ratio >= goal ? 0 : 1;
};

/** Every request brings a trace of its own. The clock stops when all that was acknowledged can be read. */
const measure = async (server: OtelServer): Promise<Measured> => {
  const bodies = Array.from({ length: 40 * seconds }, (_, index) =>
    pack(server, makeBenchTrace(index, Date.now()).body),
  );
  let sent = 0;
  const start = performance.now();
  const end = start + seconds * 1_000;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      const turn = sent++;
      const body = bodies[turn];
      if (!body) return;
      await exportSpans(server, body, turn);
    }
  };
  const cpuBefore = server.cpuSeconds?.() ?? {};
  await Promise.all(Array.from({ length: clients }, client));
  const acknowledged = Math.min(sent, bodies.length) * spansPerTrace;
  while ((await countSpans(server)) < acknowledged) await new Promise((resolve) => setTimeout(resolve, 20));
  const rate = acknowledged / ((performance.now() - start) / 1_000);
  const cpu = Object.entries(server.cpuSeconds?.() ?? {}).map(([process, used]) => [
    `${process} CPU µs/span`,
    Math.round(((used - (cpuBefore[process] ?? 0)) / acknowledged) * 1e6),
  ]);
  return { 'spans readable a second': Math.round(rate), ...Object.fromEntries(cpu) } as Measured;
};
