import { makeBenchTrace, spansPerTrace } from './bench-trace';
import { startDebrief } from './debrief';
import { countSpans, exportSpans, type OtelServer, pack } from './otel-server';
import { startSideSeat } from './sideseat';

const seconds = Number(process.env.BENCH_SECONDS ?? 10);
const clients = 4;
const goal = 2;

/** P2: OTLP spans stored and readable a second, against SideSeat with the same bodies on the same machine. Resolves to 1 when missed. */
export const benchIngestOtlp = async (): Promise<number> => {
  const rates: Record<string, number> = {};
  for (const start of [startSideSeat, startDebrief]) {
    const server = await start();
    try {
      rates[server.name] = await measure(server);
    } finally {
      await server.stop();
    }
  }
  const [peer = 0, own = 0] = Object.values(rates);
  const ratio = Math.round((own / peer) * 100) / 100;
  console.log(`\n${clients} clients, ${spansPerTrace} spans a request, protobuf and gzip, ${seconds} s`);
  console.table(
    Object.fromEntries(
      Object.entries(rates).map(([name, rate]) => [name, { 'spans readable a second': Math.round(rate) }]),
    ),
  );
  console.log(`ratio ${ratio} (P2: at least ${goal}): ${ratio >= goal ? 'reached' : 'missed'}`);
  return ratio >= goal ? 0 : 1;
};

/** Every request brings a trace of its own. The clock stops when all that was acknowledged can be read. */
const measure = async (server: OtelServer): Promise<number> => {
  const bodies = Array.from({ length: 40 * seconds }, (_, index) =>
    pack(server, makeBenchTrace(index, Date.now()).body),
  );
  let sent = 0;
  const start = performance.now();
  const end = start + seconds * 1_000;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      const body = bodies[sent++];
      if (!body) return;
      await exportSpans(server, body);
    }
  };
  const before = sent;
  await Promise.all(Array.from({ length: clients }, client));
  const acknowledged = (Math.min(sent, bodies.length) - before) * spansPerTrace;
  while ((await countSpans(server)) < acknowledged) await new Promise((resolve) => setTimeout(resolve, 20));
  return acknowledged / ((performance.now() - start) / 1_000);
};
