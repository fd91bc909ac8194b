import type { ServerResponse } from 'node:http';
import type { StreamSink } from '@debrief/replay';

/** Proxies must neither keep nor collect the stream. */
export const streamHeaders = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

/** An answer that a stream is written to. */
export class ResponseSink implements StreamSink {
  private readonly closeListeners: (() => void)[] = [];
  private written = 0;

  constructor(private readonly response: ServerResponse) {
    response.once('close', () => this.closeListeners.forEach((listener) => listener()));
    // A socket that breaks while it is written to reports an error before it closes; closing is all that matters here.
    response.on('error', () => undefined);
  }

  write(chunk: Buffer): void {
    if (this.isClosed) return;
    this.written += chunk.length;
    this.response.write(chunk);
  }

  pendingBytes(): number {
    return this.response.writableLength;
  }

  takenBytes(): number {
    return this.written - this.response.writableLength;
  }

  drained(): Promise<void> {
    const { response } = this;
    if (this.isClosed || !response.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        response.off('drain', done);
        response.off('close', done);
        resolve();
      };
      response.on('drain', done);
      response.on('close', done);
    });
  }

  get isClosed(): boolean {
    return this.response.closed || this.response.destroyed || this.response.writableEnded;
  }

  onClose(listener: () => void): void {
    if (this.response.closed || this.response.destroyed) listener();
    else this.closeListeners.push(listener);
  }

  end(): void {
    this.response.end();
  }

  destroy(): void {
    this.response.destroy();
  }
}
