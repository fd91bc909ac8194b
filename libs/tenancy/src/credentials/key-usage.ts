import { Database } from '@debrief/infra';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { touchApiKeys, type ApiKeyCredential } from './credentials.queries';

const minuteMs = 60_000;
const flushEveryMs = 5_000;

/** Keeps `last_used_at` to the minute, off the request's path: uses are noted in memory and written together. */
@Injectable()
export class KeyUsage implements BeforeApplicationShutdown {
  private used = new Set<string>();
  private flushing: Promise<void> = Promise.resolve();
  private readonly log = new Logger(KeyUsage.name);
  private readonly timer = setInterval(() => void this.flush(), flushEveryMs).unref();

  constructor(private readonly database: Database) {}

  /** Notes a use, unless one within the last minute is on record. */
  record({ keyId, lastUsedAt }: ApiKeyCredential): void {
    if (lastUsedAt === null || Date.now() - lastUsedAt.getTime() >= minuteMs) this.used.add(keyId);
  }

  /** Writes what was noted, and is done when nothing is being written. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.write());
    return this.flushing;
  }

  /** What cannot be written now is dropped: the key's next use notes it again. */
  private async write(): Promise<void> {
    if (this.used.size === 0) return;
    const keyIds = [...this.used];
    this.used = new Set();
    try {
      await this.database.asSystem('authenticate', (tx) => touchApiKeys(tx, keyIds, new Date()));
    } catch (error) {
      this.log.warn(`the last use of ${keyIds.length} keys was not written: ${String(error)}`);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
