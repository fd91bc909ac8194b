import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { newTraceId } from '../factories/event';
import { NativeClient } from '../factories/native-client';
import { findContradictions, withAdmin } from '../factories/record-check';
import { mintTenant, type Tenant } from '../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../setup/instance';
import { type Acknowledged, RetryingAgent } from './retrying-agent';
import { WanderingReader } from './wandering-reader';

/** R1 of the goals asks for 1,000: KILLS=1000 npm test -- test/e2e/kill */
const kills = Number(process.env.KILLS ?? 15);

describe(`${kills} times kill -9 of an api under load`, () => {
  let instance: Instance;
  let tenant: Tenant;
  let runs: Acknowledged[];
  let agents: RetryingAgent[];
  let readers: WanderingReader[];

  beforeAll(
    async () => {
      instance = await startInstance({ apis: 2 });
      tenant = await mintTenant(instance);
      runs = Array.from({ length: 4 }, () => ({ traceId: newTraceId(), events: new Map() }));
      // Two agents on the first trace, one on each other.
      const lanes = [
        [0, 0, 2],
        [0, 1, 2],
        [1, 0, 1],
        [2, 0, 1],
        [3, 0, 1],
      ] as const;
      agents = lanes.map(
        ([run, lane, count]) => new RetryingAgent(instance.urls, tenant.apiKey, runs[run] as Acknowledged, lane, count),
      );
      readers = Array.from({ length: 3 }, () => new WanderingReader(instance.urls, tenant.owner.token));

      let isOver = false;
      const work = Promise.all(agents.map((agent) => agent.work(() => isOver)));
      const reading = Promise.all(readers.map((reader) => reader.read(() => isOver)));
      await Promise.race([killAtRandom(instance, kills), work]);
      isOver = true;
      await work;
      await reading;
    },
    startTimeoutMs + kills * 15_000,
  );
  afterAll(() => instance?.stop());

  const reader = (): NativeClient => new NativeClient(instance.url, tenant.owner.token);

  it('met requests under way: many were cut off, and many were acknowledged', () => {
    const failures = agents.reduce((sum, agent) => sum + agent.failures, 0);
    const acknowledged = runs.reduce((sum, { events }) => sum + events.size, 0);
    console.info(
      `${acknowledged} events acknowledged, ${failures} requests cut off or refused, ${readers.map((one) => one.connections).join(', ')} streams`,
    );
    expect(failures).toBeGreaterThan(kills / 2);
    expect(acknowledged).toBeGreaterThan(20 * kills);
  });

  it('lost no acknowledged event, stored none twice, and reads them in order', async () => {
    for (const { traceId, events } of runs) {
      const stored = await reader().readEvents(traceId);
      const expected = [...events.values()].sort((a, b) => a.seq - b.seq);
      expect(stored.map(({ seq, idempotency_key, payload }) => [seq, idempotency_key, payload])).toEqual(
        expected.map(({ seq, idempotency_key, payload }) => [seq, idempotency_key, payload]),
      );
    }
  }, 60_000);

  it('left exact counts, tokens and cost, and a ledger without gap', async () => {
    await withAdmin(instance.database.adminUrl, async (client) => {
      expect(await findContradictions(client, tenant.workspaceId)).toEqual([]);
    });
  }, 60_000);

  it('gave every reader exactly the committed events, in the order of commits, over all its reconnects', async () => {
    const committed = (await Promise.all(runs.map(({ traceId }) => reader().readEvents(traceId)))).flat();
    const expected = committed
      .sort((a, b) => a.stream_position - b.stream_position)
      .map((event) => [event.stream_position, event.session_id, event.seq]);
    for (const one of readers) {
      await one.readUntil(expected.at(-1)?.[0] as number);
      expect(one.connections).toBeGreaterThan(kills / 10);
      expect(one.seen).toEqual(expected);
    }
  }, 120_000);
});

async function killAtRandom({ apis }: Instance, count: number): Promise<void> {
  let left = count;
  await Promise.all(
    apis.map(async (api) => {
      while (left-- > 0) {
        await delay(randomInt(100, 1_500));
        await api.kill();
        await api.start();
      }
    }),
  );
}
