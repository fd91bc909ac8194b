import { isJsonObject } from '@debrief/kernel';
import { markerOf } from './index-run';
import type { Run } from './run';

/** A limit that the run itself names when it starts: `budget` (or metadata) with e.g. `max_steps`. Undefined: it names none. */
export const declaredBudget = (run: Run, name: string): number | undefined => {
  const start = run.events.find((event) => markerOf(event) === 'session_started');
  const after = start?.payload['after'];
  if (!isJsonObject(after)) return undefined;
  for (const place of [after['budget'], after['metadata'], after]) {
    const value = isJsonObject(place) ? place[name] : undefined;
    if (typeof value === 'number') return value;
  }
  return undefined;
};
