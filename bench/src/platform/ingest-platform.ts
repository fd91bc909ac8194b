import { type DebriefServer, startDebrief } from '../otel/debrief';
import { cutIntoFlushes, makeRun, type Moment, observationsPerTurn } from './bench-run';
import { langfuse, otlp, type RunDialect } from './dialects';

const seconds = Number(process.env.BENCH_SECONDS ?? 10);
const clients = 8;
/** Turns of one run: 49 observations in four or five requests. */
const turns = 12;
/** Moments of a request: what the SDK has when it flushes. */
const flushes = [15, 30, 50];
/** Counted, not timed: compilers want to have seen the code often. */
const warmUpRuns = 100;
const grownTo = 10_000;
/** Both moments of so many observations. */
const grownBy = 50;
const [goal, growthGoal] = [1.5, 1.3];

type CpuSeconds = Readonly<Record<string, number>>;

interface Measured {
  readonly observations: number;
  readonly events: number;
  readonly seconds: number;
  readonly cpu: CpuSeconds;
}

/**
 * What an observation costs that comes in pieces (Langfuse's batches), against the same observations as OTLP to the same server in the same
 * run; and what it costs as its run grows. Resolves to 1 when missed. Runs settle after the end: the cost of their analysis is left out.
 */
export const benchIngestPlatform = async (): Promise<number> => {
  const server = await startDebrief(1, { TRACE_SETTLE_SECONDS: '86400' });
  try {
    for (const dialect of [langfuse, otlp]) await sendRuns(server, dialect, (runs) => runs < warmUpRuns);
    const pieces = await sendRuns(server, langfuse, lasting(seconds));
    const spans = await sendRuns(server, otlp, lasting(seconds));
    const ratio = costOf(pieces) / costOf(spans);
    console.log(
      `\n${clients} clients, runs of ${1 + turns * observationsPerTurn} observations, ${flushes.join(', ')} events a request`,
    );
    console.table({ [langfuse.name]: toRow(pieces), [otlp.name]: toRow(spans) });
    console.log(`CPU of api and Postgres an observation: ratio ${round(ratio)} (aim: at most ${goal})`);
    const growths: Record<string, object> = {};
    let worst = 0;
    for (const dialect of [langfuse, otlp]) {
      const [first, last] = await grow(server, dialect);
      const growth = costOf(last) / costOf(first);
      worst = Math.max(worst, growth);
      growths[dialect.name] = {
        'first tenth µs': micros(costOf(first)),
        'last tenth µs': micros(costOf(last)),
        ratio: round(growth),
      };
    }
    console.log(
      `\nOne run that grows to ${grownTo} observations by ${grownBy} a request: CPU of api and Postgres an observation`,
    );
    console.table(growths);
    console.log(`worst ratio ${round(worst)} (aim: at most ${growthGoal})`);
    return ratio <= goal && worst <= growthGoal ? 0 : 1;
  } finally {
    await server.stop();
  }
};

const lasting = (time: number): (() => boolean) => {
  const end = performance.now() + time * 1_000;
  return () => performance.now() < end;
};

/** Each client sends run after run, request after request. @param goesOn told how many runs were begun */
const sendRuns = (server: DebriefServer, dialect: RunDialect, goesOn: (runs: number) => boolean): Promise<Measured> =>
  measure(server, async (count) => {
    let runs = 0;
    const client = async (): Promise<void> => {
      while (goesOn(runs)) {
        runs += 1;
        const { moments } = makeRun(turns, Date.now());
        for (const flush of cutIntoFlushes(moments, flushes)) await sendFlush(server, dialect, flush);
        count(moments);
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
  });

const sendFlush = async (server: DebriefServer, dialect: RunDialect, flush: readonly Moment[]): Promise<void> => {
  const body = dialect.pack(server, flush);
  if (body) await dialect.send(server, body);
};

/** @returns the costs of the first and of the last tenth of a run */
const grow = async (server: DebriefServer, dialect: RunDialect): Promise<[Measured, Measured]> => {
  const { moments } = makeRun(grownTo / observationsPerTurn, Date.now());
  const all = cutIntoFlushes(moments.slice(0, grownTo * 2), [grownBy * 2]);
  const tenth = all.length / 10;
  const send = (part: readonly Moment[][]): Promise<Measured> =>
    measure(server, async (count) => {
      for (const flush of part) {
        await sendFlush(server, dialect, flush);
        count(flush);
      }
    });
  const first = await send(all.slice(0, tenth));
  await send(all.slice(tenth, -tenth));
  return [first, await send(all.slice(-tenth))];
};

/** The clock stops, and the CPU time is read, when all can be read that was acknowledged. */
const measure = async (
  server: DebriefServer,
  work: (count: (moments: readonly Moment[]) => void) => Promise<void>,
): Promise<Measured> => {
  let events = 0;
  let observations = 0;
  const [cpuBefore, start] = [server.cpuSeconds!(), performance.now()];
  await work((moments) => {
    events += moments.length;
    observations += moments.filter(({ at }) => at === 'end').length;
  });
  const took = (performance.now() - start) / 1_000;
  const cpu = Object.entries(server.cpuSeconds!()).map(([process, used]) => [
    process,
    used - (cpuBefore[process] ?? 0),
  ]);
  return { events, observations, seconds: took, cpu: Object.fromEntries(cpu) as CpuSeconds };
};

/** CPU seconds of api and Postgres an observation. */
const costOf = ({ cpu, observations }: Measured): number => ((cpu['api'] ?? 0) + (cpu['Postgres'] ?? 0)) / observations;

const toRow = ({ events, observations, seconds: took, cpu }: Measured) => ({
  'events/s': Math.round(events / took),
  'observations/s': Math.round(observations / took),
  ...Object.fromEntries(
    Object.entries(cpu).map(([process, used]) => [`${process} CPU µs/observation`, micros(used / observations)]),
  ),
});

const micros = (cpuSeconds: number): number => Math.round(cpuSeconds * 1e6);
const round = (value: number): number => Math.round(value * 100) / 100;
