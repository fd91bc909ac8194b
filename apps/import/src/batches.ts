import type { IngestionEvent } from './to-ingestion-events';

const maxEvents = 500;
/** Below what a request may hold (4.5 MB), with room for the envelope. */
const maxBytes = 3_500_000;

/** Events that go in one request, and the last record of which all events are in this request or before. */
export interface Batch {
  readonly events: readonly IngestionEvent[];
  readonly recordsDone: number;
  readonly bytesRead: number;
}

/** Gathers events of records to requests of a size that the server takes. Call `end` for the rest. */
export class Batches {
  private events: IngestionEvent[] = [];
  private bytes = 0;
  private done = { recordsDone: 0, bytesRead: 0 };

  /** @returns the requests that are full */
  add(events: readonly IngestionEvent[], done: { readonly recordsDone: number; readonly bytesRead: number }): Batch[] {
    const full: Batch[] = [];
    for (const event of events) {
      const size = Buffer.byteLength(JSON.stringify(event));
      if (this.events.length === maxEvents || (this.events.length > 0 && this.bytes + size > maxBytes))
        full.push(...this.end());
      this.events.push(event);
      this.bytes += size;
    }
    this.done = done;
    return full;
  }

  end(): Batch[] {
    if (this.events.length === 0) return [];
    const batch = { events: this.events, ...this.done };
    this.events = [];
    this.bytes = 0;
    return [batch];
  }
}
