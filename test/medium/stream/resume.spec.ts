import type { StreamService } from '@debrief/replay';
import { newId } from '@debrief/kernel';
import { newEvent } from '../../factories/new-event';
import { StreamSuite } from './stream-suite';
import type { TestSink } from './test-sink';

let suite: StreamSuite;
let service: StreamService;
beforeAll(async () => {
  suite = await StreamSuite.open();
  service = suite.newService();
});
afterAll(() => suite.close());

/** What a client has: `seq` of each event. */
const seqs = (sink: TestSink, trace?: string): number[] =>
  sink.events.filter(({ data }) => trace === undefined || data.session_id === trace).map(({ data }) => data.seq);
const positionOf = (sink: TestSink, seq: number): number =>
  sink.events.find(({ data }) => data.seq === seq)?.data.stream_position ?? NaN;

describe('a new stream', () => {
  it('of one trace begins with the whole of it, then shows what comes, each once', async () => {
    const trace = await suite.addTrace();
    await suite.appendSeqs(trace, [0, 1, 2]);
    const sink = await suite.follow(service, { sessionId: trace });
    await sink.untilFrames(3);
    await suite.appendSeqs(trace, [3]);
    await suite.appendSeqs(await suite.addTrace(), [0]);
    await suite.appendSeqs(trace, [4, 5]);
    await sink.untilFrames(6);
    expect(seqs(sink)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sink.frames.every(({ id, data }) => id === `@${data.stream_position}`)).toBe(true);
  });

  it('of the workspace begins with what comes', async () => {
    const trace = await suite.addTrace();
    await suite.appendSeqs(trace, [0]);
    const sink = await suite.follow(service);
    await suite.appendSeqs(trace, [1]);
    await sink.untilFrames(1);
    expect(seqs(sink)).toEqual([1]);
  });

  it('shows an event as the timeline does', async () => {
    const trace = await suite.addTrace();
    await suite.appendSeqs(trace, [0]);
    const sink = await suite.follow(service, { sessionId: trace });
    await sink.untilFrames(1);
    expect(sink.frames[0]?.data).toMatchObject({
      session_id: trace,
      seq: 0,
      type: 'metric',
      payload: { value: 0 },
      workspace_id: suite.runs.scope.workspaceId,
      project_id: suite.runs.projectId,
      revision: 0,
    });
  });
});

describe('after a position', () => {
  it('all matching records come, in position order, late events where they were committed', async () => {
    const trace = await suite.addTrace();
    await suite.appendSeqs(trace, [0, 5]);
    await suite.appendSeqs(await suite.addTrace(), [0, 1]);
    await suite.appendSeqs(trace, [1, 6]);
    const whole = await suite.follow(service, { sessionId: trace });
    await whole.untilFrames(4);
    const sink = await suite.follow(service, { sessionId: trace, lastEventId: `@${positionOf(whole, 0)}` });
    await sink.untilFrames(3);
    expect(seqs(sink)).toEqual([5, 1, 6]);
    const all = await suite.follow(service, { lastEventId: `@${positionOf(whole, 0)}` });
    await all.untilFrames(5);
    expect(seqs(all)).toEqual([5, 0, 1, 1, 6]);
  });

  it('the current position brings nothing old', async () => {
    const trace = await suite.addTrace();
    await suite.appendSeqs(trace, [0]);
    const sink = await suite.follow(service, { lastEventId: `@${await suite.position()}` });
    await suite.appendSeqs(trace, [1]);
    await sink.untilFrames(1);
    expect(seqs(sink)).toEqual([1]);
  });

  it('in the future: one reset, then what comes', async () => {
    const trace = await suite.addTrace();
    const sink = await suite.follow(service, { lastEventId: `@${(await suite.position()) + 1000}` });
    await suite.appendSeqs(trace, [0]);
    await sink.untilFrames(2);
    expect(sink.frames.map(({ event }) => event)).toEqual(['reset', 'event']);
    expect(sink.frames[0]?.data).toMatchObject({ reason: 'position_in_future' });
  });
});

describe('after an event', () => {
  it('what was committed after it comes, of every trace', async () => {
    const [trace, other] = [await suite.addTrace(), await suite.addTrace()];
    await suite.appendSeqs(trace, [0, 1]);
    await suite.appendSeqs(other, [0]);
    await suite.appendSeqs(trace, [2]);
    const sink = await suite.follow(service, { lastEventId: `${trace}:1` });
    await sink.untilFrames(2);
    expect(sink.events.map(({ data }) => [data.session_id, data.seq])).toEqual([
      [other, 0],
      [trace, 2],
    ]);
  });

  it('that is unknown, the events of its trace with a higher seq come', async () => {
    const trace = await suite.addTrace();
    await suite.appendSeqs(trace, [0, 2, 9]);
    const sink = await suite.follow(service, { lastEventId: `${trace}:1` });
    await sink.untilFrames(2);
    expect(seqs(sink)).toEqual([2, 9]);
  });

  it('of an unknown trace, only what comes', async () => {
    const sink = await suite.follow(service, { lastEventId: 'nobody:1' });
    const trace = await suite.addTrace();
    await suite.appendSeqs(trace, [4]);
    await sink.untilFrames(1);
    expect(seqs(sink)).toEqual([4]);
  });
});

describe('after a seq', () => {
  it('the events of the one trace with a higher seq come, in seq order', async () => {
    const trace = await suite.addTrace();
    for (const batch of [[0, 1, 7], [3, 2], [8]]) await suite.appendSeqs(trace, batch);
    for (const request of [{ afterSeq: 1 }, { lastEventId: '1' }, { lastEventId: '1', afterSeq: 7 }]) {
      const sink = await suite.follow(service, { sessionId: trace, ...request });
      await sink.untilFrames(4);
      expect(seqs(sink)).toEqual([2, 3, 7, 8]);
    }
  });

  it('of no trace in particular: the same for each trace with an event in the last hour, within the project', async () => {
    const runs = await suite.anotherWorkspace();
    const [one, two, old] = [await suite.addTrace(runs), await suite.addTrace(runs), await suite.addTrace(runs)];
    for (const [trace, seq] of [
      [old, 0],
      [one, 0],
      [two, 0],
      [one, 1],
      [two, 1],
      [one, 2],
      [old, 1],
    ] as const) {
      await suite.appendSeqs(trace, [seq], { runs });
    }
    await suite.database.inWorkspace(runs.scope, (tx) =>
      tx
        .updateTable('trace')
        .set({ lastEventAt: new Date(Date.now() - 3_700_000), lastEventMinute: new Date(Date.now() - 3_700_000) })
        .where('externalId', '=', old)
        .execute(),
    );
    const scope = { ...suite.scope, workspaceId: runs.scope.workspaceId };
    const sink = await suite.follow(service, { afterSeq: 0, projectId: runs.projectId }, undefined, scope);
    await sink.untilFrames(3);
    await suite.appendSeqs(old, [2], { runs });
    await sink.untilFrames(4);
    expect([seqs(sink, one), seqs(sink, two), seqs(sink, old)]).toEqual([[1, 2], [1], [2]]);
  });
});

describe('in the middle of a timeline that was not committed in its order', () => {
  it('a client goes on without gap or duplicate, wherever it was cut', async () => {
    const trace = await suite.addTrace();
    for (const batch of [[0], [5], [1, 6], [9], [7]]) await suite.appendSeqs(trace, batch);
    const whole = await suite.follow(service, { sessionId: trace });
    await whole.untilFrames(6);
    expect(seqs(whole)).toEqual([0, 1, 5, 6, 7, 9]);
    await suite.appendSeqs(trace, [8, 10]);
    const rests = await Promise.all(
      whole.events.slice(0, 6).map(({ id }) => suite.follow(service, { sessionId: trace, lastEventId: id })),
    );
    await suite.appendSeqs(trace, [99]);
    for (const [index, rest] of rests.entries()) {
      await rest.until(() => seqs(rest).includes(99));
      const received = [...seqs(whole).slice(0, index + 1), ...seqs(rest)];
      expect(received.sort((a, b) => a - b)).toEqual([0, 1, 5, 6, 7, 8, 9, 10, 99]);
    }
  });
});

describe('a position that retention has passed', () => {
  it('brings one reset, then what comes', async () => {
    const trace = await suite.addTrace();
    await suite.appendSeqs(trace, [0, 1, 2]);
    const position = await suite.position();
    await suite.setFloor(position - 1);
    const sink = await suite.follow(service, { sessionId: trace, lastEventId: `@${position - 2}` });
    await suite.appendSeqs(trace, [3]);
    await sink.untilFrames(2);
    expect(sink.frames.map(({ event, data }) => [event, data.reason ?? data.seq])).toEqual([
      ['reset', 'position_expired'],
      ['event', 3],
    ]);
  });
});

describe('records of other kinds', () => {
  it('come only to those who include them', async () => {
    const trace = await suite.addTrace();
    const [plain, full] = [await suite.follow(service), await suite.follow(service, { include: 'trace' })];
    await suite.append(trace, [newEvent(0, { end: { status: 'completed', endStatus: 'success' } })]);
    await full.untilFrames(2);
    await plain.untilFrames(1);
    expect(full.frames.map(({ event }) => event)).toEqual(['event', 'trace']);
    expect(full.frames[1]?.data).toMatchObject({
      id: trace,
      status: 'completed',
      end_status: 'success',
      event_count: 1,
    });
    expect(plain.frames.map(({ event }) => event)).toEqual(['event']);
  });

  it('stand in the timeline where they were committed', async () => {
    const trace = await suite.addTrace();
    await suite.appendSeqs(trace, [0]);
    await suite.appendSeqs(trace, [1]);
    const sink = await suite.follow(service, { sessionId: trace, include: 'trace,incident' });
    await sink.untilFrames(3);
    expect(sink.frames.map(({ event, data }) => [event, data.seq])).toEqual([
      ['trace', undefined],
      ['event', 0],
      ['event', 1],
    ]);
  });
});

describe('a stream is refused', () => {
  it.each<[string, Parameters<StreamService['open']>[1], string]>([
    ['for an unknown trace', { sessionId: 'nobody', credentialExpiresAt: null }, 'NOT_FOUND'],
    ['for an unknown project', { projectId: newId(), credentialExpiresAt: null }, 'FORBIDDEN'],
    ['for an unknown kind', { include: 'spans', credentialExpiresAt: null }, 'INVALID'],
    ['for an unknown form of the last event id', { lastEventId: 'x', credentialExpiresAt: null }, 'INVALID'],
    ['for the middle of a timeline without its trace', { lastEventId: '@0~1', credentialExpiresAt: null }, 'INVALID'],
  ])('%s', async (_why, request, code) => {
    await expect(service.open(suite.scope, request)).rejects.toMatchObject({ code });
  });

  it('for a trace of another workspace, as if it did not exist', async () => {
    const runs = await suite.anotherWorkspace();
    const trace = await suite.addTrace(runs);
    await expect(service.open(suite.scope, { sessionId: trace, credentialExpiresAt: null })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

it('shows nothing of another workspace', async () => {
  const runs = await suite.anotherWorkspace();
  const sink = await suite.follow(service);
  const [foreign, own] = [await suite.addTrace(runs), await suite.addTrace()];
  await suite.appendSeqs(foreign, [0], { runs });
  await suite.appendSeqs(own, [0]);
  await sink.untilFrames(1);
  expect(sink.frames.map(({ data }) => data.session_id)).toEqual([own]);
});
