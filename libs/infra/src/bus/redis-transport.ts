import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Log } from '../telemetry/log';
import type { BusTransport } from './coalescing-bus';

const channel = 'debrief:live';

/**
 * Redis publish and subscribe. ioredis reconnects and subscribes again by itself; meanwhile messages are dropped, not queued.
 * A message is the sender's name and the workspaces: `<sender> <id>,<id>`.
 */
export class RedisTransport implements BusTransport {
  private readonly name = randomUUID();
  private readonly publisher: Redis;
  private subscriber: Redis | undefined;
  private isReported = false;

  constructor(
    private readonly url: string,
    private readonly log: Log,
  ) {
    this.publisher = this.watch(
      new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, connectionName: 'debrief-bus' }),
    );
  }

  send(workspaceIds: readonly string[]): void {
    this.publisher.publish(channel, `${this.name} ${workspaceIds.join(',')}`).catch(() => undefined);
  }

  listen(receive: (workspaceIds: readonly string[]) => void): void {
    this.subscriber = this.watch(new Redis(this.url, { maxRetriesPerRequest: null, connectionName: 'debrief-bus' }));
    this.subscriber.on('message', (_channel, message) => {
      const [sender, ids = ''] = message.split(' ');
      if (sender !== this.name) receive(ids.split(','));
    });
    this.subscriber.subscribe(channel).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.publisher.disconnect();
    this.subscriber?.disconnect();
  }

  private watch(redis: Redis): Redis {
    return redis
      .on('ready', () => (this.isReported = false))
      .on('error', (error) => {
        if (!this.isReported)
          this.log.warn({ err: error }, 'the live bus cannot reach Redis: streams poll until it is back');
        this.isReported = true;
      });
  }
}
