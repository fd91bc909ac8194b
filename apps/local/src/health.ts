import { setTimeout as delay } from 'node:timers/promises';

/** Waits until GET `url`/health answers 200. Throws after `seconds`. */
export async function waitUntilHealthy(url: string, seconds: number, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!signal.aborted) {
    const isHealthy = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isHealthy) return;
    if (Date.now() > deadline) throw new Error(`The api does not answer on ${url} after ${seconds} s.`);
    await delay(50, undefined, { signal }).catch(() => undefined);
  }
}
