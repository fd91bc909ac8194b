import { LRUCache } from 'lru-cache';

/**
 * Values that may be a little old. For `freshMs` the held value is the answer; for as long again it still is, while it is read anew
 * behind the caller's back, so that a busy path never waits for it; older than that, the caller waits. Unknown things are not held.
 */
export class RecentValues<V extends object> {
  private readonly held: LRUCache<string, V, () => Promise<V | undefined>>;

  /** @param clock tells the time in milliseconds; another one is for tests */
  constructor(
    private readonly options: { readonly freshMs: number; readonly max: number },
    clock: { now(): number } = performance,
  ) {
    this.held = new LRUCache({
      max: options.max,
      ttl: options.freshMs,
      ttlResolution: 0,
      perf: clock,
      fetchMethod: (_name, _stale, { context: load }) => load(),
    });
  }

  /** @param load reads the value; callers that ask while it runs share it, and its failure */
  get(name: string, load: () => Promise<V | undefined>): Promise<V | undefined> {
    const allowStale = this.held.getRemainingTTL(name) > -this.options.freshMs;
    return this.held.fetch(name, { allowStale, context: load });
  }
}
