import { setTimeout as delay } from 'node:timers/promises';
import type { IngestionEvent } from './to-ingestion-events';

export interface Target {
  readonly url: string;
  readonly apiKey: string;
}

/** An event that the server did not take, and why. */
export interface RefusedEvent {
  readonly id: string;
  readonly status: number;
  readonly error: string;
}

const attempts = 8;
const firstWaitMs = 500;
const longestWaitMs = 30_000;

/**
 * Sends a batch, again while the server is busy or away: a resend changes nothing.
 * @returns the events that were refused, each for itself
 * @throws Error when the server refuses the request or stays away
 */
export const sendBatch = async ({ url, apiKey }: Target, batch: readonly IngestionEvent[]): Promise<RefusedEvent[]> => {
  const body = JSON.stringify({ batch });
  for (let attempt = 1; ; attempt += 1) {
    const answer = await post(`${url}/api/public/ingestion`, apiKey, body).catch((error: unknown) => error as Error);
    if (answer instanceof Error) {
      if (attempt === attempts) throw new Error(`${url} does not answer: ${answer.message}`, { cause: answer });
      await delay(waitOf(attempt, null));
      continue;
    }
    const text = await answer.text();
    if (answer.ok) return (JSON.parse(text) as { errors: RefusedEvent[] }).errors;
    const isBusy = answer.status === 429 || answer.status >= 500;
    if (!isBusy || attempt === attempts) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
    await delay(waitOf(attempt, answer.headers.get('retry-after')));
  }
};

const post = (url: string, apiKey: string, body: string): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body,
  });

const waitOf = (attempt: number, retryAfter: string | null): number => {
  const asked = Number(retryAfter) * 1_000;
  return Math.min(asked > 0 ? asked : firstWaitMs * 2 ** (attempt - 1), longestWaitMs);
};
