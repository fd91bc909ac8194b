import type { LiveBus } from './live-bus';

/** Carries messages between processes, as well as it can: what it cannot send now it drops. */
export interface BusTransport {
  /** Never throws, never waits. */
  send(workspaceIds: readonly string[]): void;
  /** Starts to receive what other processes send; the own messages do not come back. */
  listen(receive: (workspaceIds: readonly string[]) => void): void;
  close(): Promise<void>;
}

/** How long announcements gather before they become one message. */
const gatherMs = 5;

/** Wakes the listeners of its own process at once and those of the others by a message that many announcements share. */
export class CoalescingBus implements LiveBus {
  private readonly listeners = new Set<(workspaceId: string) => void>();
  private readonly gathered = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private isListening = false;

  constructor(private readonly transport: BusTransport) {}

  announce(workspaceId: string): void {
    this.wake(workspaceId);
    this.gathered.add(workspaceId);
    this.timer ??= setTimeout(() => this.send(), gatherMs).unref();
  }

  subscribe(listener: (workspaceId: string) => void): () => void {
    if (!this.isListening) {
      this.isListening = true;
      this.transport.listen((workspaceIds) => workspaceIds.forEach((id) => this.wake(id)));
    }
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.timer) {
      clearTimeout(this.timer);
      this.send();
    }
    this.listeners.clear();
    await this.transport.close();
  }

  private send(): void {
    this.timer = undefined;
    this.transport.send([...this.gathered]);
    this.gathered.clear();
  }

  private wake(workspaceId: string): void {
    for (const listener of this.listeners) listener(workspaceId);
  }
}
