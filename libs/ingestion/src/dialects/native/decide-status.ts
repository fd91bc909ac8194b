import { toColumnText, type JsonObject } from '@debrief/kernel';
import type { TraceEnd, TraceEndStatus } from '../../new-event';

const words: ReadonlyMap<string, TraceEndStatus> = new Map([
  ['completed', 'completed'],
  ['success', 'completed'],
  ['passed', 'completed'],
  ['failed', 'failed'],
  ['error', 'failed'],
  ['aborted', 'aborted'],
  ['cancelled', 'aborted'],
  ['canceled', 'aborted'],
]);

/**
 * How the run of a `session_end` payload went (native surface, section 4, "Status"). Words are compared without case and
 * surrounding space; another word ends the trace as `ended`; without one the run failed if it has an error.
 */
export function decideStatus(payload: JsonObject): TraceEnd {
  const { status, error } = payload;
  if (typeof status !== 'string' || status.trim() === '') {
    return { status: hasError(error) ? 'failed' : 'completed', endStatus: null };
  }
  const decided = words.get(status.trim().toLowerCase()) ?? 'ended';
  return { status: decided, endStatus: toColumnText(status.slice(0, 256)) };
}

/** Clients write "no error" as null or as an empty string. */
export const hasError = (error: JsonObject[string] | undefined): boolean => error != null && error !== '';
