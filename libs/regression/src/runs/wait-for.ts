import type { LiveBus } from '@debrief/infra';

/** A wake-up may be lost: so often it looks by itself. */
const pollMs = 1_000;

/**
 * Looks whenever the workspace's ledger grows until `read` finds something, `seconds` at most.
 * @returns what it found; undefined when the time is up
 */
export const waitFor = async <T>(
  bus: LiveBus,
  workspaceId: string,
  seconds: number,
  read: () => Promise<T | undefined>,
): Promise<T | undefined> => {
  const deadline = Date.now() + seconds * 1_000;
  let woken = Promise.withResolvers<void>();
  const unsubscribe = bus.subscribe((changed) => changed === workspaceId && woken.resolve());
  try {
    for (;;) {
      // Before the look: what changes meanwhile wakes the next.
      woken = Promise.withResolvers();
      const found = await read();
      const left = deadline - Date.now();
      if (found !== undefined || left <= 0) return found;
      const timer = setTimeout(woken.resolve, Math.min(left, pollMs));
      await woken.promise;
      clearTimeout(timer);
    }
  } finally {
    unsubscribe();
  }
};
