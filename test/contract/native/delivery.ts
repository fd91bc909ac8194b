import type { SentEvent } from '../../factories/event';

/** What became of a request with events; `status` null: no answer, or one that is no JSON. */
export interface Delivery {
  readonly status: number | null;
  readonly body: unknown;
}

/** What the client does next, by the table of the recorded SDK (native.md §5). */
export type NextStep =
  | { readonly step: 'done'; readonly rejected: readonly SentEvent[]; readonly keep: readonly SentEvent[] }
  | { readonly step: 'bury' }
  | { readonly step: 'drop' }
  | { readonly step: 'keep' }
  | { readonly step: 'retry' };

const permanent: ReadonlySet<number> = new Set([400, 401, 403, 404, 415, 422]);

export const decideNextStep = (
  mode: 'live' | 'replay',
  events: readonly SentEvent[],
  { status, body }: Delivery,
): NextStep => {
  if (status === null || status === 429 || status >= 500) return { step: mode === 'live' ? 'retry' : 'keep' };
  if (status < 300) return settle(events, body);
  if (permanent.has(status)) return { step: 'bury' };
  if (mode === 'replay') return { step: 'keep' };
  return { step: status === 409 ? 'drop' : 'bury' };
};

/** Every item must be accounted for; otherwise all that was not rejected by name is sent again. */
const settle = (events: readonly SentEvent[], body: unknown): NextStep => {
  const { accepted, rejected = [] } = (body ?? {}) as { accepted?: unknown; rejected?: { index: number }[] };
  const indexes = new Set(rejected.map(({ index }) => index));
  const isComplete = typeof accepted === 'number' && accepted + indexes.size === events.length;
  return {
    step: 'done',
    rejected: events.filter((_, index) => indexes.has(index)),
    keep: isComplete ? [] : events.filter((_, index) => !indexes.has(index)),
  };
};
