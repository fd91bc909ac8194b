import { setTimeout as delay } from 'node:timers/promises';

export interface Repetition {
  /** Ends the repetition; resolves when the call that runs has ended. */
  stop(): Promise<void>;
}

/** Calls `work` until stopped: at once when it says that there is more, else after a pause; also after an error. */
export const repeat = (
  work: () => Promise<'more' | 'done'>,
  pauseMs: number,
  onError: (error: unknown) => void,
): Repetition => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      const outcome = await work().catch((error: unknown) => {
        onError(error);
        return 'done' as const;
      });
      if (outcome === 'done') await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const ended = loop();
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
};
