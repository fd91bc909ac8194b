import { MemorySeats } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import { quickTiming, StreamSuite } from './stream-suite';
import { TestSink } from './test-sink';

let suite: StreamSuite;
beforeAll(async () => {
  suite = await StreamSuite.open();
});
afterAll(() => suite.close());

it('a stream shows that it lives: at once, and again and again', async () => {
  const sink = await suite.follow(suite.newService({ timing: quickTiming }));
  expect(sink.heartbeats).toBe(1);
  await sink.until(() => sink.frames.length === 0 && sink.heartbeats >= 3);
});

it('a stream ends with the credential that opened it', async () => {
  const sink = await suite.follow(suite.newService(), { credentialExpiresAt: new Date(Date.now() + 30) });
  await sink.until(() => sink.isClosed);
  expect(sink.how).toBe('ended');
});

it('a stream ends when its user is no member any more, and those of others go on', async () => {
  const { workspaceId } = suite.runs.scope;
  const left = new Set<string>();
  const membershipsOf = async ({ userId }: { readonly userId: string }) =>
    left.has(userId) ? [] : [{ workspaceId, role: 'viewer' as const, plan: 'free' as const, createdAt: new Date() }];
  const service = suite.newService({ timing: quickTiming, credentials: { membershipsOf } });
  const [one, two] = [suite.scope, suite.scope];
  const leaving = await suite.follow(service, {}, new TestSink(), one);
  const staying = await suite.follow(service, {}, new TestSink(), two);
  left.add(one.actor.id);
  await leaving.until(() => leaving.isClosed);
  const beats = staying.heartbeats;
  await staying.until(() => staying.heartbeats > beats + 3);
  expect([leaving.how, staying.isClosed]).toEqual(['ended', false]);
});

it('streams go on while the membership cannot be looked up', async () => {
  let asked = 0;
  const membershipsOf = async () => {
    asked += 1;
    throw new Error('away');
  };
  const sink = await suite.follow(suite.newService({ timing: quickTiming, credentials: { membershipsOf } }));
  await sink.until(() => asked >= 2);
  expect(sink.isClosed).toBe(false);
});

it('a workspace has so many streams, and one more when one is closed', async () => {
  const service = suite.newService({ streamsPerWorkspace: 2, seats: new MemorySeats() });
  const [first] = [await suite.follow(service), await suite.follow(service)];
  await expect(service.open(suite.scope, { credentialExpiresAt: null })).rejects.toMatchObject({ code: 'LIMITED' });
  first?.leave();
  await suite.follow(service);
});

it('a refused stream takes no seat', async () => {
  const service = suite.newService({ streamsPerWorkspace: 1, seats: new MemorySeats() });
  await expect(service.open(suite.scope, { sessionId: 'nobody', credentialExpiresAt: null })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await suite.follow(service);
});

it('a process that stops ends its streams in order and grants no more', async () => {
  const service = suite.newService();
  const sinks = [await suite.follow(service), await suite.follow(service)];
  service.onModuleDestroy();
  expect(sinks.map(({ how }) => how)).toEqual(['ended', 'ended']);
  await expect(service.open(suite.scope, { credentialExpiresAt: null })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('a stream survives that the database goes away for a while', async () => {
  const trace = await suite.addTrace();
  const sink = await suite.follow(suite.newService(), { sessionId: trace });
  await suite.appendSeqs(trace, [0]);
  await sink.untilFrames(1);
  await suite.cutConnections();
  await retryWhileAway(() => suite.appendSeqs(trace, [1]));
  await sink.untilFrames(2);
  expect(sink.events.map(({ data }) => data.seq)).toEqual([0, 1]);
});

/** As a client does: each connection of the pool that was cut is found out by who takes it next. */
const retryWhileAway = async (work: () => Promise<unknown>): Promise<void> => {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'UNAVAILABLE')) throw error;
    }
  }
};
