import { randomUUID } from 'node:crypto';
import { createLog, type LiveBus, openLiveBus } from '@debrief/infra';
import { Client } from 'pg';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { describeWithRedis } from '../../setup/redis';

const log = createLog('silent');

/** Messages as they come. */
class Inbox {
  readonly received: string[] = [];
  private waiting: (() => void)[] = [];

  readonly listen = (workspaceId: string): void => {
    this.received.push(workspaceId);
    this.waiting.splice(0).forEach((wake) => wake());
  };

  async until(isMet: (received: readonly string[]) => boolean): Promise<void> {
    while (!isMet(this.received)) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}

/** A message may be lost while a connection is being opened: announces until one has come through. */
const connect = async (from: LiveBus, inbox: Inbox): Promise<void> => {
  const probe = randomUUID();
  const timer = setInterval(() => from.announce(probe), 10);
  await inbox.until((received) => received.includes(probe));
  clearInterval(timer);
};

const behaves = (open: () => LiveBus): void => {
  const buses: LiveBus[] = [];
  const newBus = (): LiveBus => {
    const bus = open();
    buses.push(bus);
    return bus;
  };
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
  });

  it('wakes other processes, many announcements by one message', async () => {
    const [sender, receiver, inbox, id, last] = [newBus(), newBus(), new Inbox(), randomUUID(), randomUUID()];
    receiver.subscribe(inbox.listen);
    await connect(sender, inbox);
    for (let times = 0; times < 50; times += 1) sender.announce(id);
    sender.announce(last);
    await inbox.until((received) => received.includes(last));
    expect(inbox.received.filter((one) => one === id)).toHaveLength(1);
  });

  it('carries more workspaces than one message holds', async () => {
    const [sender, receiver, inbox, ids] = [
      newBus(),
      newBus(),
      new Inbox(),
      Array.from({ length: 450 }, () => randomUUID()),
    ];
    receiver.subscribe(inbox.listen);
    await connect(sender, inbox);
    ids.forEach((id) => sender.announce(id));
    await inbox.until((received) => ids.every((id) => received.includes(id)));
  });

  it('wakes its own process at once, and once', async () => {
    const [bus, other, inbox, foreign, id] = [newBus(), newBus(), new Inbox(), randomUUID(), randomUUID()];
    bus.subscribe(inbox.listen);
    await connect(other, inbox);
    bus.announce(id);
    expect(inbox.received.at(-1)).toBe(id);
    // What `other` announces after it has heard of `id` comes after any echo of it.
    const heard = new Inbox();
    other.subscribe(heard.listen);
    await connect(bus, heard);
    other.announce(foreign);
    await inbox.until((received) => received.includes(foreign));
    expect(inbox.received.filter((one) => one === id)).toHaveLength(1);
  });

  it('tells nothing to those who have left', async () => {
    const [bus, inbox] = [newBus(), new Inbox()];
    bus.subscribe(inbox.listen)();
    bus.announce(randomUUID());
    expect(inbox.received).toEqual([]);
  });
};

describe('the live bus over Postgres', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  const open = (): LiveBus => openLiveBus({ database: { url: database.databaseUrl }, redis: null }, log);

  behaves(open);

  it('connects again when its connection is cut', async () => {
    const [sender, receiver, inbox] = [open(), open(), new Inbox()];
    receiver.subscribe(inbox.listen);
    await connect(sender, inbox);
    const admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'debrief-bus' and datname = current_database()",
    );
    await admin.end();
    await connect(sender, inbox);
    await Promise.all([sender.close(), receiver.close()]);
  });

  it('announces without a database, and is closed', async () => {
    const bus = openLiveBus({ database: { url: 'postgres://nobody@127.0.0.1:1/none' }, redis: null }, log);
    bus.announce(randomUUID());
    await bus.close();
  });
});

describeWithRedis('the live bus over Redis', (url) => {
  behaves(() => openLiveBus({ database: { url: 'postgres://nobody@127.0.0.1:1/none' }, redis: { url } }, log));
});
