/**
 * Bytes of request bodies that the process holds at once, all requests together. Past the budget a request is shed before
 * anything of it is accepted, instead of the process running out of memory with everybody's requests.
 */
export class BodyBudget {
  private held = 0;

  constructor(private readonly bytes: number) {}

  get bytesHeld(): number {
    return this.held;
  }

  /**
   * A claim on the budget that grows with the body and is given back once, when the response is over.
   * @param weight bytes to count for each byte of the body
   */
  lease(weight: number): BodyLease {
    let mine = 0;
    return {
      grow: (bytes) => {
        const more = bytes * weight;
        if (this.held + more > this.bytes) return false;
        this.held += more;
        mine += more;
        return true;
      },
      release: () => {
        this.held -= mine;
        mine = 0;
      },
    };
  }
}

export interface BodyLease {
  /** False when the budget does not allow it; nothing is taken then. */
  grow(bytes: number): boolean;
  release(): void;
}
