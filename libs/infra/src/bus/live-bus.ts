/**
 * Tells the processes that a workspace's ledger grew. Only a wake-up: it may be lost or come twice, readers look at the ledger.
 */
export interface LiveBus {
  /** Coalesced: many calls within a few milliseconds are one message. Never throws, never waits. */
  announce(workspaceId: string): void;
  /** @returns a function that ends the subscription */
  subscribe(listener: (workspaceId: string) => void): () => void;
  close(): Promise<void>;
}

/** Injection token of the bus. */
export const LIVE_BUS = Symbol('live bus');
