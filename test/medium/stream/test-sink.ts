import type { StreamSink } from '@debrief/replay';

export interface Frame {
  readonly id: string;
  readonly event: string;
  readonly data: {
    readonly seq: number;
    readonly session_id: string;
    readonly stream_position: number;
    readonly [field: string]: unknown;
  };
}

/** A client at the other end of a stream: reads frames as they come, or not at all while it is blocked. */
export class TestSink implements StreamSink {
  readonly frames: Frame[] = [];
  heartbeats = 0;
  isClosed = false;
  /** How it was closed. */
  how: 'ended' | 'destroyed' | 'left' | undefined;
  /** The most that was ever written and not taken. */
  mostPending = 0;
  private pending: Buffer[] = [];
  private pendingSize = 0;
  private text = '';
  private taken = 0;
  private isBlocked = false;
  private readonly closeListeners: (() => void)[] = [];
  private waiting: { readonly isMet: () => boolean; readonly resolve: () => void }[] = [];
  private drains: (() => void)[] = [];

  write(chunk: Buffer): void {
    if (this.isClosed) return;
    this.pending.push(chunk);
    this.pendingSize += chunk.length;
    this.mostPending = Math.max(this.mostPending, this.pendingSize);
    if (this.isBlocked) this.check();
    else this.take();
  }

  pendingBytes(): number {
    return this.pendingSize;
  }

  takenBytes(): number {
    return this.taken;
  }

  drained(): Promise<void> {
    if (this.pendingSize === 0 || this.isClosed) return Promise.resolve();
    return new Promise((resolve) => this.drains.push(resolve));
  }

  onClose(listener: () => void): void {
    if (this.isClosed) listener();
    else this.closeListeners.push(listener);
  }

  end(): void {
    this.close('ended');
  }

  destroy(): void {
    this.close('destroyed');
  }

  /** The client goes away. */
  leave(): void {
    this.close('left');
  }

  block(): void {
    this.isBlocked = true;
  }

  unblock(): void {
    this.isBlocked = false;
    this.take();
  }

  /** Frames of events, in the order of arrival. */
  get events(): Frame[] {
    return this.frames.filter(({ event }) => event === 'event');
  }

  get lastId(): string | undefined {
    return this.frames.at(-1)?.id;
  }

  /** Resolves once the condition holds; it is looked at whenever something arrives. */
  until(isMet: () => boolean): Promise<void> {
    return isMet() ? Promise.resolve() : new Promise((resolve) => this.waiting.push({ isMet, resolve }));
  }

  untilFrames(count: number): Promise<void> {
    return this.until(() => this.frames.length >= count);
  }

  private take(): void {
    this.text += Buffer.concat(this.pending).toString();
    this.taken += this.pendingSize;
    [this.pending, this.pendingSize] = [[], 0];
    const blocks = this.text.split('\n\n');
    this.text = blocks.pop() ?? '';
    for (const block of blocks) this.read(block);
    this.drains.splice(0).forEach((resolve) => resolve());
    this.check();
  }

  private read(block: string): void {
    if (block.startsWith(':')) this.heartbeats += 1;
    if (block.startsWith(':') || block.startsWith('retry:')) return;
    const [id = '', event = '', data = '', ...rest] = block.split('\n');
    if (rest.length > 0) throw new Error(`not one frame: ${block}`);
    this.frames.push({
      id: id.slice('id: '.length),
      event: event.slice('event: '.length),
      data: JSON.parse(data.slice('data: '.length)) as Frame['data'],
    });
  }

  private close(how: TestSink['how']): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.how = how;
    this.closeListeners.forEach((listener) => listener());
    this.drains.splice(0).forEach((resolve) => resolve());
    this.check();
  }

  /** Looks at the conditions again, when what they depend on has changed elsewhere. */
  check(): void {
    const met = this.waiting.filter(({ isMet }) => isMet());
    this.waiting = this.waiting.filter((one) => !met.includes(one));
    met.forEach(({ resolve }) => resolve());
  }
}
