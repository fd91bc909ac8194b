import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@debrief/infra';
import { type Batch, hasFacts } from './channels';
import type { Start } from './decide-start';
import type { LedgerReader } from './ledger-reader';
import type { StreamFilter, StreamRecord, StreamSink, StreamTiming } from './stream.types';
import type { TailReader, TailSubscriber } from './tail-reader';

export interface SubscriberParts {
  readonly workspaceId: string;
  readonly filter: StreamFilter;
  readonly sink: StreamSink;
  readonly tail: TailReader;
  readonly reader: LedgerReader;
  readonly timing: StreamTiming;
  readonly log: Log;
}

/**
 * One client: a cursor, not a queue. It reads by itself up to the head, joins the tail reader there, and falls out of it when its
 * socket does not keep up: then it reads by itself again from where it stood.
 */
export class Subscriber implements TailSubscriber {
  readonly filter: StreamFilter;
  position = 0;
  knownHead = 0;
  private readonly sink: StreamSink;
  private fallOut: (() => void) | undefined;

  constructor(private readonly parts: SubscriberParts) {
    this.filter = parts.filter;
    this.sink = parts.sink;
    this.sink.onClose(() => this.leaveTail());
  }

  /** Sends the backfill, then everything above `from`, until the sink is closed. Never throws. */
  async run(
    { from, head }: Pick<Start, 'from' | 'head'>,
    backfill: AsyncIterable<readonly Buffer[]> | null,
  ): Promise<void> {
    try {
      for await (const frames of backfill ?? []) {
        await this.send(frames);
        if (this.sink.isClosed) return;
      }
    } catch (error) {
      // The client goes on from the last id that it got.
      this.parts.log.warn({ err: error }, 'a stream broke off in its backfill');
      return this.sink.destroy();
    }
    this.position = from;
    this.knownHead = head;
    let isBehind = from < head;
    while (!this.sink.isClosed) {
      await this.sink.drained();
      if (this.sink.isClosed) return;
      if (!isBehind && this.parts.tail.join(this)) {
        await this.untilOut();
        isBehind = true;
      } else isBehind = await this.readOn();
    }
  }

  deliver({ records, chunk }: Batch, after: number): void {
    const unsent =
      this.position > after
        ? Buffer.concat(framesOf(records.filter(({ position }) => position > this.position)))
        : chunk;
    if (this.sink.pendingBytes() + unsent.length > this.parts.timing.bytesInFlight) {
      this.position = Math.max(this.position, after);
      this.leaveTail();
    } else if (unsent.length > 0) this.sink.write(unsent);
  }

  fallBehind(): void {
    this.leaveTail();
  }

  /** @returns whether more may follow */
  private async readOn(): Promise<boolean> {
    const { workspaceId, reader, filter, timing, log } = this.parts;
    try {
      const { projectId, traceId, kinds } = filter;
      const page = await reader.readPage(workspaceId, {
        after: this.position,
        projectId,
        traceIds: traceId === null ? null : [traceId],
        kinds,
      });
      this.knownHead = page.head.position;
      await this.send(framesOf(page.records.filter((record) => hasFacts(filter, record))));
      this.position = page.until;
      return page.until < page.head.position;
    } catch (error) {
      log.warn({ err: error, workspaceId }, 'a stream cannot read on: it tries again');
      await sleep(timing.pollMs, undefined, { ref: false });
      return true;
    }
  }

  /** Writes as much at a time as may be in flight; a frame that is larger goes alone. */
  private async send(frames: readonly Buffer[]): Promise<void> {
    let [from, size] = [0, 0];
    for (let at = 0; at <= frames.length && !this.sink.isClosed; at += 1) {
      const next = frames[at]?.length;
      if (next !== undefined && (size === 0 || size + next <= this.parts.timing.bytesInFlight)) {
        size += next;
        continue;
      }
      if (from < at) this.sink.write(Buffer.concat(frames.slice(from, at), size));
      await this.sink.drained();
      [from, size] = [at, next ?? 0];
    }
  }

  private untilOut(): Promise<void> {
    return new Promise((resolve) => (this.fallOut = resolve));
  }

  private leaveTail(): void {
    this.parts.tail.leave(this);
    this.fallOut?.();
  }
}

const framesOf = (records: readonly StreamRecord[]): Buffer[] => records.map(({ frame }) => frame);
