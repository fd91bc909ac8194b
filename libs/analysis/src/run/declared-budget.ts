import { isJsonObject } from '@debrief/kernel';
import { markerOf } from './index-run';
import type { Run } from './run';

/**
 * A limit that the run itself names when it starts: e.g. `max_steps` in the `budget` of what it starts with, or of its metadata. Not beside it:
 * `max_tokens` alone is what one answer may have. Undefined: it names none.
 */
export const declaredBudget = (run: Run, name: string): number | undefined => {
  const start = run.events.find((event) => markerOf(event) === 'session_started');
  const after = start?.payload['after'];
  if (!isJsonObject(after)) return undefined;
  const { budget, metadata } = after;
  for (const place of [budget, isJsonObject(metadata) ? metadata['budget'] : undefined]) {
    const value = isJsonObject(place) ? place[name] : undefined;
    if (typeof value === 'number') return value;
  }
  return undefined;
};
