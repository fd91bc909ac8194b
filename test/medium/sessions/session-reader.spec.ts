import { type ProjectWalk, SessionReader } from '@debrief/sessions';
import { insertSpanTrace, type TraceShape } from '../../factories/otel';
import { createRunsFixture, insertRun, type RunShape, type RunsFixture } from '../../factories/runs';
import { useTenancy } from '../../factories/tenancy-suite';

describe('SessionReader', () => {
  const suite = useTenancy();
  let fixture: RunsFixture;
  let reader: SessionReader;
  beforeEach(async () => {
    fixture = await createRunsFixture(suite.database);
    reader = new SessionReader(suite.database);
  });

  /** A native run of a session that started so many seconds ago. */
  const addRun = async (session: string, startedAgo: number, shape: Partial<RunShape> = {}): Promise<string> => {
    const id = await insertRun(suite.database, fixture, { silentFor: startedAgo, ...shape });
    await suite.admin.query('update debrief.trace set session_id = $1 where id = $2', [session, id]);
    return id;
  };
  const addSpans = (shape: TraceShape) => insertSpanTrace(suite.database, fixture, shape);

  const read = (session: string, traceId?: string) =>
    reader.readSession(fixture.scope, fixture.projectId, session, { traceId });
  const positionsOf = async (session: string) => (await read(session)).events.map(({ position }) => position);
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  it('reads runs by start, and their events page by page', async () => {
    const later = await addRun('conv', 10, { events: 2_500 });
    const earlier = await addRun('conv', 20, { events: 3 });
    const { traces, events, isTruncated } = await read('conv');
    expect(traces.map(({ id }) => id)).toEqual([earlier, later]);
    expect(events.map(({ position }) => position)).toEqual(upTo(2_503));
    expect(events.map(({ source }) => source.seq)).toEqual([0, 1, 2, ...upTo(2_500).map((seq) => seq - 1)]);
    expect(isTruncated).toBe(false);
  });

  it('reads many small runs together, each whole and in its place', async () => {
    const sizes = Array.from({ length: 130 }, (_, index) => (index * 7) % 23);
    for (const [index, events] of sizes.entries()) await addRun('conv', 1_000 - index, { events });
    const { traces, events } = await read('conv');
    const counts = traces.map(({ id }) => events.filter(({ traceId }) => traceId === id).length);
    expect(counts).toEqual(sizes);
    expect(await positionsOf('conv')).toEqual(upTo(sizes.reduce((sum, size) => sum + size, 0)));
  });

  it('reads one run of a session, with the places that its events have there', async () => {
    await addRun('conv', 20, { events: 3 });
    const second = await addRun('conv', 10, { events: 2 });
    const { traces, events } = await read('conv', second);
    expect([traces.map(({ id }) => id), events.map(({ position }) => position)]).toEqual([[second], [4, 5]]);
    await expect(read('conv', 'other')).rejects.toMatchObject({ code: 'NOT_FOUND', subject: 'trace' });
  });

  it('reads spans in causal order, whenever they came', async () => {
    await addSpans({
      session: 'conv',
      spans: [
        { spanId: 'c', parentId: 'b', at: 20 },
        { spanId: 'b', parentId: 'a', at: 10 },
        { spanId: 'a', at: 0 },
      ],
    });
    expect((await read('conv')).events.map(({ spanId }) => spanId)).toEqual(['a', 'b', 'c']);
  });

  it('says when a run is longer than what is read of it', async () => {
    await addRun('conv', 10, { events: 50_001 });
    const { events, isTruncated } = await read('conv');
    expect([events.length, isTruncated]).toEqual([50_000, true]);
  });

  it('finds no session in another project', async () => {
    await addRun('conv', 10);
    const other = await createRunsFixture(suite.database);
    await expect(reader.readSession(other.scope, other.projectId, 'conv')).rejects.toMatchObject({
      subject: 'session',
    });
    await expect(reader.readSession(other.scope, fixture.projectId, 'conv')).rejects.toMatchObject({
      subject: 'project',
    });
  });

  describe('going through a project', () => {
    const walk = async (walk: ProjectWalk = {}): Promise<string[]> => {
      const seen: string[] = [];
      for await (const { sessionId, events } of reader.walkProject(fixture.scope, fixture.projectId, walk))
        seen.push(`${sessionId} ${events.map(({ position }) => position).join()}`);
      return seen;
    };
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);

    it('takes sessions by their start, and each with all of its runs', async () => {
      await addRun('b', 300);
      await addRun('a', 400);
      await addRun('a', 100, { events: 2 });
      const alone = await insertRun(suite.database, fixture, { silentFor: 200 });
      expect(await walk()).toEqual(['a 1', 'a 2,3', 'b 1', `${alone} 1`]);
    });

    it('takes runs that start in a period, with the places that their events have in the session', async () => {
      await addRun('a', 400);
      await addRun('b', 300);
      await addRun('a', 200);
      await addRun('a', 100);
      expect(await walk({ from: ago(350), to: ago(150) })).toEqual(['b 1', 'a 2']);
      expect(await walk({ from: ago(50) })).toEqual([]);
    });

    it('takes named sessions alone, and none where one is not there', async () => {
      await addRun('a', 100);
      const only = await addRun('b', 200);
      await addRun('c', 300);
      expect(await walk({ sessionIds: ['a', only, 'a'] })).toEqual([`${only} 1`, 'a 1']);
      await expect(walk({ sessionIds: ['a', 'd'] })).rejects.toMatchObject({ code: 'NOT_FOUND', subject: 'session' });
    });

    it('leaves out what comes while it goes on', async () => {
      await addRun('a', 100);
      const asOf = new Date();
      await suite.admin.query('select pg_sleep(0.01)');
      await addRun('a', 90);
      await addRun('b', 110);
      expect(await walk({ asOf })).toEqual(['a 1']);
    });

    it('goes on from page to page', async () => {
      const sessions = Array.from({ length: 230 }, (_, index) => `s${index}`);
      for (const [index, session] of sessions.entries()) await addRun(session, 1_000 - index);
      expect(await walk()).toEqual(sessions.map((session) => `${session} 1`));
    });
  });
});
