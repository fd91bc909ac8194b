/** Counts the live streams of a workspace, so that there is a limit to them. */
export interface LiveSeats {
  /** @returns a function that gives the seat back, or undefined when all are taken. Never throws. */
  take(workspaceId: string, limit: number): Promise<(() => void) | undefined>;
  close(): void;
}

/** Injection token of the seats. */
export const LIVE_SEATS = Symbol('live seats');

/** The seats of one process: without Redis every api process grants the limit anew. */
export class MemorySeats implements LiveSeats {
  private readonly taken = new Map<string, number>();

  async take(workspaceId: string, limit: number): Promise<(() => void) | undefined> {
    const taken = this.taken.get(workspaceId) ?? 0;
    if (taken >= limit) return undefined;
    this.taken.set(workspaceId, taken + 1);
    return () => this.give(workspaceId);
  }

  close(): void {
    this.taken.clear();
  }

  private give(workspaceId: string): void {
    const left = (this.taken.get(workspaceId) ?? 1) - 1;
    if (left > 0) this.taken.set(workspaceId, left);
    else this.taken.delete(workspaceId);
  }
}
