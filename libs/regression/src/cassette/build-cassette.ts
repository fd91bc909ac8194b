import { canonicalJson, type JsonValue } from '@debrief/kernel';
import type { CassetteEntry } from '@debrief/replay';
import { sha256 } from '../sha256';

/** One recorded answer: the `nth` to its request, from 1. */
export interface CassetteAnswer {
  /** Of the request: see `requestKey`. */
  readonly key: string;
  readonly nth: number;
  readonly toolName: string;
  readonly result: JsonValue;
  readonly error: JsonValue;
}

export interface Cassette {
  /** SHA-256 of the canonical text of all answers: the same recordings, the same hash. */
  readonly hash: string;
  /** In the order of the calls. */
  readonly answers: readonly CassetteAnswer[];
}

/** What names a request: the tool and its arguments in canonical form. No arguments are empty arguments. */
export const requestKey = (toolName: string, given: JsonValue | undefined): string =>
  sha256(canonicalJson([toolName, given ?? {}]));

/**
 * The answers that a run's tools gave. A call without a name or without an answer has nothing to give again: asked for it, the
 * cassette misses.
 */
export const buildCassette = (entries: readonly CassetteEntry[]): Cassette => {
  const counts = new Map<string, number>();
  const answers = entries.flatMap((entry): CassetteAnswer[] => {
    if (entry.toolName === null || entry.resultSeq === null) return [];
    const key = requestKey(entry.toolName, entry.arguments);
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return [{ key, nth, toolName: entry.toolName, result: entry.result, error: entry.error }];
  });
  const text = canonicalJson(answers.map(({ key, nth, result, error }) => [key, nth, result, error]));
  return { hash: sha256(text), answers };
};
