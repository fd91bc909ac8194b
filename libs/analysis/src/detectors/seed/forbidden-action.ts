import type { Run } from '../../run/run';
import { isProgressing, placeOf } from './browser-facts';
import { type SeedFinding, toSeedFinding } from './seed-finding';
import { tokenSearch } from './token-search';
import { boundaryTokens, mentions } from './tokens';

/** The goal names a boundary and the agent went past it (native.md §8). */
export const detectForbiddenAction = ({ events, goal }: Run): SeedFinding | null => {
  const tokens = boundaryTokens(goal);
  if (tokens.length === 0) return null;
  const names = tokenSearch(tokens);
  let seen: number | undefined;
  for (const event of events) {
    if (event.type === 'dom_snapshot' && mentions([event.payload['visible_text']], names)) seen = event.seq;
    if (!isProgressing(event)) continue;
    const isNamed = mentions(placeOf(event), names);
    if (isNamed || seen !== undefined)
      return toSeedFinding(isNamed ? 0.9 : 0.6, event.seq, seen === undefined ? [event.seq] : [event.seq, seen]);
  }
  return null;
};
