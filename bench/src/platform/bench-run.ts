import { randomUUID } from 'node:crypto';

/** A step of a run, as its instrumentation sees it. Times in milliseconds since 1970. */
export interface BenchObservation {
  readonly id: string;
  readonly traceId: string;
  readonly parentId: string | null;
  readonly type: 'span' | 'generation';
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly input: unknown;
  readonly output: unknown;
  readonly tokens: { readonly input: number; readonly output: number } | null;
}

/** What an instrumentation reports, in the order in which it happens: that something began, or ended. */
export interface Moment {
  readonly observation: BenchObservation;
  readonly at: 'start' | 'end';
}

/** A step, a model call, and two tool calls. */
export const observationsPerTurn = 4;
const turnMs = 500;
const filler = 'The customer asked about the order and wants to know when it will arrive; the agent looked it up. ';
const textOf = (length: number, turn: number): string =>
  `${turn} ${filler.repeat(Math.ceil(length / filler.length))}`.slice(0, length);

/** The run of a support agent: a root that lasts from the first moment to the last, and turns below it. */
export const makeRun = (turns: number, startMs: number): { readonly traceId: string; readonly moments: Moment[] } => {
  const traceId = randomUUID();
  const plain = { traceId, type: 'span', tokens: null } as const;
  const root: BenchObservation = {
    ...plain,
    ...{ id: randomUUID(), parentId: null, name: 'support', start: startMs, end: startMs + (turns + 1) * turnMs },
    ...{ input: { question: textOf(300, 0) }, output: { answer: textOf(300, 0) } },
  };
  const moments = Array.from({ length: turns }, (_, turn) => makeTurn(root, turn, startMs + (turn + 1) * turnMs));
  return {
    traceId,
    moments: [{ observation: root, at: 'start' }, ...moments.flat(), { observation: root, at: 'end' }],
  };
};

const makeTurn = ({ traceId, id: rootId }: BenchObservation, turn: number, start: number): Moment[] => {
  const plain = { traceId, type: 'span', tokens: null } as const;
  const step: BenchObservation = {
    ...{ ...plain, id: randomUUID(), parentId: rootId, name: 'step', start, end: start + turnMs - 50 },
    ...{ input: { turn, note: textOf(200, turn) }, output: { next: 'continue', note: textOf(300, turn) } },
  };
  const call: BenchObservation = {
    ...{ ...plain, id: randomUUID(), parentId: step.id, type: 'generation', name: 'chat' },
    ...{ start: start + 10, end: start + 210, tokens: { input: 900 + turn, output: 120 } },
    input: [
      { role: 'system', content: 'You answer questions about orders.' },
      { role: 'user', content: textOf(450, turn) },
    ],
    output: { role: 'assistant', content: textOf(350, turn) },
  };
  const tools = ['find_order', 'find_parcel'].map((name, offset): BenchObservation => ({
    ...{ ...plain, id: randomUUID(), parentId: step.id, name },
    ...{ start: start + 220 + offset * 60, end: start + 270 + offset * 60 },
    ...{
      input: { order: `A-${turn}`, note: textOf(150, turn) },
      output: { status: 'shipped', history: textOf(450, turn) },
    },
  }));
  const inside = [call, ...tools].flatMap((observation): Moment[] => [
    { observation, at: 'start' },
    { observation, at: 'end' },
  ]);
  return [{ observation: step, at: 'start' }, ...inside, { observation: step, at: 'end' }];
};

/** Cuts moments into requests as a client's flushes do, by sizes that repeat. */
export const cutIntoFlushes = (moments: readonly Moment[], sizes: readonly number[]): Moment[][] => {
  const flushes: Moment[][] = [];
  for (let from = 0; from < moments.length; from += flushes.at(-1)!.length)
    flushes.push(moments.slice(from, from + sizes[flushes.length % sizes.length]!));
  return flushes;
};
