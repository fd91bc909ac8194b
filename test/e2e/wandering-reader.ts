import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { readStream } from '../factories/sse-reader';

/** Follows a workspace's stream, drops its connection at random moments, and resumes at whichever api answers. */
export class WanderingReader {
  /** Position, trace, seq of every event, in the order of arrival. */
  readonly seen: [position: number, traceId: string, seq: number][] = [];
  connections = 0;
  private lastId = '@0';

  constructor(
    private readonly urls: readonly string[],
    private readonly token: string,
  ) {}

  async read(isOver: () => boolean): Promise<void> {
    while (!isOver()) await this.connect(AbortSignal.timeout(randomInt(50, 2_000)), () => false);
  }

  /** Reads on to this position; returns after a while if it does not come. */
  async readUntil(position: number): Promise<void> {
    const signal = AbortSignal.timeout(30_000);
    while (!signal.aborted && (this.seen.at(-1)?.[0] ?? 0) < position)
      await this.connect(signal, (at) => at >= position);
  }

  private async connect(signal: AbortSignal, isEnough: (position: number) => boolean): Promise<void> {
    const url = `${this.urls[randomInt(this.urls.length)]}/api/stream`;
    const headers = { authorization: `Bearer ${this.token}`, 'last-event-id': this.lastId };
    const status = await readStream(url, headers, signal, ({ id, data }) => {
      const {
        stream_position: position,
        session_id: traceId,
        seq,
      } = data as { stream_position: number; session_id: string; seq: number };
      this.lastId = id;
      this.seen.push([position, traceId, seq]);
      return isEnough(position);
    });
    if (status === 200) this.connections += 1;
    else if (status !== null && status < 500) throw new Error(`the stream answered ${status}`);
    else await delay(50);
  }
}
