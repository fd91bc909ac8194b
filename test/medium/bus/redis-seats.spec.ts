import { randomUUID } from 'node:crypto';
import { createLog, RedisSeats } from '@debrief/infra';
import { describeWithRedis } from '../../setup/redis';

const log = createLog('silent');

describeWithRedis('seats that processes share', (url) => {
  const open: RedisSeats[] = [];
  const newSeats = (at = url): RedisSeats => {
    const seats = new RedisSeats(at, log);
    open.push(seats);
    return seats;
  };
  afterEach(() => open.splice(0).forEach((seats) => seats.close()));

  it('are as many as the limit says, over all processes', async () => {
    const [one, two, workspace] = [newSeats(), newSeats(), randomUUID()];
    const give = await one.take(workspace, 2);
    expect(await two.take(workspace, 2)).toBeDefined();
    expect(await one.take(workspace, 2)).toBeUndefined();
    expect(await two.take(randomUUID(), 2)).toBeDefined();
    give?.();
    expect(await one.take(workspace, 2)).toBeDefined();
    expect(await two.take(workspace, 2)).toBeUndefined();
  });

  it('are granted by each process alone while Redis is away', async () => {
    const [seats, workspace] = [newSeats('redis://127.0.0.1:1'), randomUUID()];
    expect(await seats.take(workspace, 1)).toBeDefined();
    expect(await seats.take(workspace, 1)).toBeUndefined();
  });
});
