import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SentEvent } from '../../factories/event';

/** What could not be delivered, one file a trace, one event a line. Refused events lie in `dead-letter` beside them. */
export class SpoolFolder {
  constructor(private readonly folder: string) {
    mkdirSync(join(folder, 'dead-letter'), { recursive: true });
  }

  append(traceId: string, events: readonly SentEvent[]): void {
    appendFileSync(this.fileOf(traceId), toLines(events));
  }

  bury(traceId: string, events: readonly SentEvent[]): void {
    if (events.length > 0) appendFileSync(join(this.folder, 'dead-letter', `${traceId}.jsonl`), toLines(events));
  }

  /** Leaves only these events; none removes the file. */
  rewrite(traceId: string, events: readonly SentEvent[]): void {
    if (events.length === 0) rmSync(this.fileOf(traceId), { force: true });
    else writeFileSync(this.fileOf(traceId), toLines(events));
  }

  read(traceId: string): SentEvent[] {
    return readLines(this.fileOf(traceId));
  }

  readBuried(traceId: string): SentEvent[] {
    return readLines(join(this.folder, 'dead-letter', `${traceId}.jsonl`));
  }

  traceIds(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => name.slice(0, -'.jsonl'.length));
  }

  private fileOf(traceId: string): string {
    return join(this.folder, `${traceId}.jsonl`);
  }
}

const toLines = (events: readonly SentEvent[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');

const readLines = (file: string): SentEvent[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as SentEvent)
    : [];
