import type { StreamService } from '@debrief/replay';
import { DeafBus, StreamSuite } from './stream-suite';
import { type Frame, TestSink } from './test-sink';

/** What a reader has seen of an order: nothing missing, nothing twice, nothing out of turn. */
const problemsOf = (positions: readonly number[], first: number, last: number): string[] => {
  const problems: string[] = [];
  let next = first;
  for (const position of positions) {
    if (position < next) problems.push(`${position} again or out of turn`);
    else if (position > next) problems.push(`${next}…${position - 1} missing`);
    next = Math.max(next, position + 1);
  }
  if (next <= last) problems.push(`${next}…${last} missing`);
  return problems;
};

it.each<[string, number[], string[]]>([
  ['is content with each once', [1, 2, 3], []],
  ['notices a gap', [1, 3], ['2…2 missing']],
  ['notices a repetition', [1, 2, 2, 3], ['2 again or out of turn']],
  ['notices a wrong order', [2, 1, 3], ['1…1 missing', '1 again or out of turn']],
  ['notices a missing end', [1, 2], ['3…3 missing']],
])('the check %s', (_what, positions, problems) => expect(problemsOf(positions, 1, 3)).toEqual(problems));

/** A repeatable choice of numbers. https://en.wikipedia.org/wiki/Xorshift */
const randomFrom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};

const writers = 6;
const commitsOfEach = 40;

/** Writers that share traces, late seqs and aborts among their commits. @param onCommit told how many there have been */
const write = async (suite: StreamSuite, onCommit: (count: number) => void): Promise<void> => {
  let count = 0;
  const traces = await Promise.all(Array.from({ length: 3 }, () => suite.addTrace()));
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const random = randomFrom(writer + 1);
      for (let commit = 0; commit < commitsOfEach; commit += 1) {
        const base = (commit * writers + writer) * 10;
        const seqs = Array.from({ length: 1 + random(6) }, (_unused, index) => base + index * (1 + random(2)));
        await suite.appendSeqs(traces[random(3)] as string, [...new Set(seqs)], { abort: random(8) === 0 });
        onCommit((count += 1));
      }
    }),
  );
};

interface Reader {
  readonly frames: Frame[];
  stop(): Promise<void>;
}

/** Reads everything, is cut off after a few frames at random and connects again elsewhere, until it is stopped. */
const readOnAndOff = (suite: StreamSuite, services: () => StreamService[], from: number, seed: number): Reader => {
  const random = randomFrom(seed);
  const frames: Frame[] = [];
  let sink: TestSink | undefined;
  let target = Infinity;
  const reading = (async () => {
    let lastEventId = `@${from}`;
    while (Number(lastEventId.slice(1)) < target) {
      const [service] = services().slice(random(services().length));
      const current = new TestSink();
      try {
        await suite.follow(service as StreamService, { lastEventId, include: 'trace' }, current);
      } catch {
        continue; // This one is stopping.
      }
      sink = current;
      const most = 1 + random(40);
      await current.until(
        () => current.isClosed || current.frames.length >= most || Number(current.lastId?.slice(1)) >= target,
      );
      current.leave();
      const received = current.frames.slice(0, most);
      frames.push(...received);
      lastEventId = received.at(-1)?.id ?? lastEventId;
    }
  })();
  return {
    frames,
    stop: async () => {
      target = await suite.position();
      sink?.check();
      await reading;
    },
  };
};

describe.each<[string, (suite: StreamSuite) => StreamService]>([
  ['two processes that wake each other', (suite) => suite.newService()],
  ['two processes whose messages are all lost', (suite) => suite.newService({ bus: new DeafBus() })],
])('readers of %s, cut off at random while writers write', (_what, newService) => {
  it('miss nothing and see nothing twice, though a process is replaced meanwhile', async () => {
    const suite = await StreamSuite.open();
    const running = [newService(suite), newService(suite)];
    const readers = Array.from({ length: 8 }, (_, index) => readOnAndOff(suite, () => running, 0, index + 1));
    await write(suite, (count) => {
      if (count % 60 > 0) return;
      const [stopping] = running.splice(0, 1, newService(suite));
      stopping?.onModuleDestroy();
    });
    await Promise.all(readers.map((reader) => reader.stop()));
    const last = await suite.position();
    expect(last).toBeGreaterThan(writers * commitsOfEach);
    for (const { frames } of readers)
      expect(
        problemsOf(
          frames.map(({ id }) => Number(id.slice(1))),
          1,
          last,
        ),
      ).toEqual([]);
    await suite.close();
  });
});

it('a reader that jumps to the head would be noticed', async () => {
  const suite = await StreamSuite.open();
  const sink = new TestSink();
  const trace = await suite.addTrace();
  await suite.appendSeqs(trace, [0]);
  await suite.follow(suite.newService(), { lastEventId: `@${await suite.position()}`, include: 'trace' }, sink);
  await suite.appendSeqs(trace, [1]);
  await sink.untilFrames(1);
  expect(
    problemsOf(
      sink.frames.map(({ id }) => Number(id.slice(1))),
      1,
      await suite.position(),
    ),
  ).toEqual(['1…2 missing']);
  await suite.close();
});
