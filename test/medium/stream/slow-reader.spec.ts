import type { StreamService } from '@debrief/replay';
import { newEvent } from '../../factories/new-event';
import { quickTiming, StreamSuite } from './stream-suite';
import { TestSink } from './test-sink';

const MiB = 1024 * 1024;
let suite: StreamSuite;
let service: StreamService;
beforeAll(async () => {
  suite = await StreamSuite.open();
  service = suite.newService();
});
afterAll(() => suite.close());

const large = (seq: number) => newEvent(seq, { payload: JSON.stringify({ text: `${seq} `.repeat(30_000) }) });
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('a client that does not read', () => {
  it('holds back neither the writers nor the others, and has all of it once it reads again', async () => {
    const trace = await suite.addTrace();
    const [slow, quick] = [await suite.follow(service), await suite.follow(service)];
    await suite.append(trace, [large(0)]);
    await Promise.all([slow.untilFrames(1), quick.untilFrames(1)]);
    slow.block();
    for (let seq = 1; seq < 40; seq += 1) await suite.append(trace, [large(seq)]);
    await quick.untilFrames(40);
    expect(slow.frames).toHaveLength(1);
    expect(slow.mostPending).toBeLessThan(1.01 * MiB);
    slow.unblock();
    await slow.untilFrames(40);
    await suite.append(trace, [large(40)]);
    await slow.untilFrames(41);
    expect(slow.events.map(({ data }) => data.seq)).toEqual(numbers(41));
  });

  it('gets a backlog piece by piece, as it reads', async () => {
    const trace = await suite.addTrace();
    for (let seq = 0; seq < 40; seq += 1) await suite.append(trace, [large(seq)]);
    const slow = new TestSink();
    slow.block();
    await suite.follow(service, { sessionId: trace }, slow);
    await slow.until(() => slow.pendingBytes() > MiB / 2);
    expect(slow.mostPending).toBeLessThan(1.01 * MiB);
    slow.unblock();
    await slow.untilFrames(40);
    expect(slow.mostPending).toBeLessThan(1.01 * MiB);
    expect(slow.events.map(({ data }) => data.seq)).toEqual(numbers(40));
  });

  it('is cut off when it has taken nothing for too long, and goes on from its last id', async () => {
    const trace = await suite.addTrace();
    const impatient = suite.newService({ timing: quickTiming });
    const slow = await suite.follow(impatient, { sessionId: trace });
    await suite.appendSeqs(trace, [0]);
    await slow.untilFrames(1);
    slow.block();
    await suite.appendSeqs(trace, [1]);
    await slow.until(() => slow.isClosed);
    expect(slow.how).toBe('destroyed');
    const again = await suite.follow(impatient, { sessionId: trace, lastEventId: slow.lastId });
    await again.untilFrames(1);
    expect(again.events.map(({ data }) => data.seq)).toEqual([1]);
  });
});

it('an event larger than what may be in flight is sent all the same', async () => {
  const trace = await suite.addTrace();
  const sink = await suite.follow(service, { sessionId: trace });
  await suite.append(trace, [newEvent(0, { payload: JSON.stringify({ text: 'x'.repeat(MiB) }) }), newEvent(1)]);
  await sink.untilFrames(2);
  expect(sink.events.map(({ data }) => data.seq)).toEqual([0, 1]);
});

it('a commit larger than a page is sent whole', async () => {
  const trace = await suite.addTrace();
  const sink = await suite.follow(service, { sessionId: trace });
  await suite.appendSeqs(trace, numbers(1000));
  await sink.untilFrames(1000);
  expect(sink.events.map(({ data }) => data.seq)).toEqual(numbers(1000));
});
