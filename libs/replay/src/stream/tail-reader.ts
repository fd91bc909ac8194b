import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@debrief/infra';
import { type Batch, Channels } from './channels';
import type { LedgerReader } from './ledger-reader';
import type { StreamFilter } from './stream.types';

/** One who is at the head of the ledger and waits for more. */
export interface TailSubscriber {
  readonly filter: StreamFilter;
  /** All it wants up to here has been sent. */
  readonly position: number;
  /** The furthest head it has seen. */
  readonly knownHead: number;
  /** @param after the position from which the batch goes on */
  deliver(batch: Batch, after: number): void;
  /** The reader has gone past something that it wants: it must read on by itself and come again. */
  fallBehind(): void;
}

/** Least time between two pages at the head: what is committed within it shares a read, and a write to each client. */
const gatherMs = 10;

/**
 * Reads the end of one workspace's ledger, once for all that follow it in this process. Woken by the bus, and by a poll that covers
 * lost messages.
 */
export class TailReader {
  private readonly channels = new Channels<TailSubscriber>();
  private position = 0;
  private isReading = false;
  private isWoken = false;
  /** Who joined while a page is being read, after it was decided which records anybody wants; null while that is open. */
  private late: Set<TailSubscriber> | null = null;
  private poll: NodeJS.Timeout | undefined;

  constructor(
    private readonly workspaceId: string,
    private readonly reader: LedgerReader,
    private readonly pollMs: number,
    private readonly log: Log,
  ) {}

  /** Something may have been appended. */
  wake(): void {
    this.isWoken = true;
    if (!this.isReading && this.channels.size > 0) void this.read();
  }

  /**
   * Takes in a subscriber who has seen all that this reader has distributed; from here on it misses nothing.
   * @returns false when it has not: it must read on by itself and come again
   */
  join(subscriber: TailSubscriber): boolean {
    if (this.channels.size === 0) {
      if (subscriber.position < subscriber.knownHead) return false;
      this.position = subscriber.position;
    }
    if (subscriber.position < this.position) return false;
    this.channels.add(subscriber);
    this.late?.add(subscriber);
    this.poll ??= setInterval(() => this.wake(), this.pollMs).unref();
    // What was committed since it read the head has been announced already.
    this.wake();
    return true;
  }

  leave(subscriber: TailSubscriber): void {
    this.channels.delete(subscriber);
    this.late?.delete(subscriber);
    if (this.channels.size > 0) return;
    clearInterval(this.poll);
    this.poll = undefined;
  }

  private async read(): Promise<void> {
    this.isReading = true;
    try {
      while (this.isWoken && this.channels.size > 0) {
        this.isWoken = false;
        const startedAt = performance.now();
        const isAtHead = await this.readPage();
        if (isAtHead) await sleep(Math.max(gatherMs - (performance.now() - startedAt), 0), undefined, { ref: false });
      }
    } catch (error) {
      this.log.warn(
        { err: error, workspaceId: this.workspaceId },
        'the stream cannot read on: it tries again with the next poll',
      );
    } finally {
      this.isReading = false;
      this.late = null;
    }
  }

  /** @returns whether nothing more was committed when it read */
  private async readPage(): Promise<boolean> {
    const after = this.position;
    const page = await this.reader.readPage(this.workspaceId, {
      after,
      projectId: null,
      traceIds: null,
      kinds: null,
      wants: (row) => {
        this.late ??= new Set();
        return this.channels.want(row);
      },
    });
    const late = this.late ?? [];
    this.late = null;
    // All left meanwhile and another one began elsewhere: the page is nobody's.
    const isOurs = this.position === after;
    if (isOurs) {
      this.position = page.until;
      // The page may lack what only they want.
      for (const subscriber of [...late]) subscriber.fallBehind();
      this.channels.distribute(page.records, (subscriber, batch) => subscriber.deliver(batch, after));
    }
    const isAtHead = isOurs && page.until >= page.head.position;
    if (!isAtHead) this.isWoken = true;
    return isAtHead;
  }
}
