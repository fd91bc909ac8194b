/** Lets one through at a time, first come, first served. */
export class Turns {
  private last: Promise<void> = Promise.resolve();

  /** Waits for one's turn. @returns what ends it: to be called once, or nobody gets another */
  async take(): Promise<() => void> {
    const before = this.last;
    let end = (): void => undefined;
    this.last = new Promise((resolve) => (end = resolve));
    await before;
    return end;
  }
}
