import type { Run, RunEvent } from '../../run/run';
import { valueText } from '../../run/event-text';
import { hasFailed, lastOf, placeOf, selectedValues } from './browser-facts';
import { type SeedFinding, toSeedFinding } from './seed-finding';
import { tokenSearch } from './token-search';
import { allWords, goalTokens, mentions, plainTokens } from './tokens';

/**
 * The run ended somewhere else than its goal says (native.md §8). The critical step is the earliest browser action up to the
 * observation that touched what is wrong.
 */
export const detectBrowserGoalMismatch = ({ events, goal }: Run): SeedFinding | null => {
  const failed = events.find((event) => event.type === 'goal_check' && hasFailed(event));
  const snapshot = lastOf(events, 'dom_snapshot');
  if (failed) {
    const mismatches = failed.payload['mismatches'];
    const tokens = Array.isArray(mismatches) ? plainTokens(mismatches) : [];
    return observe(events, 0.9, failed, tokens.length > 0 ? tokens : plainTokens(selectedValues(snapshot)));
  }
  // Nothing failed, so the last goal check, if there is one, passed or does not say.
  if (lastOf(events, 'goal_check')?.payload['passed'] === true) return null;
  const wanted = goalTokens(goal);
  const missing = snapshot ? missingIn(selectedValues(snapshot), wanted) : [];
  if (snapshot && missing.length > 0) return observe(events, 0.7, snapshot, missing);
  const message = lastOf(events, 'agent_message');
  const content = valueText(message?.payload['content']).toLowerCase();
  if (message && content !== '' && wanted.some((token) => !content.includes(token)))
    return observe(events, 0.5, message, wanted);
  return null;
};

/** Goal tokens that are neither a word nor a substring of the values; none where no value is chosen. */
const missingIn = (values: ReturnType<typeof selectedValues>, wanted: readonly string[]): string[] => {
  if (values.length === 0) return [];
  const words = allWords(values);
  const text = values.map(valueText).join(' ').toLowerCase();
  return wanted.filter((token) => !words.has(token) && !text.includes(token));
};

const observe = (
  events: readonly RunEvent[],
  confidence: number,
  observed: RunEvent,
  tokens: readonly string[],
): SeedFinding => {
  const names = tokenSearch(tokens);
  const cause = events.find(
    (event) =>
      event.type === 'browser_action' &&
      event.seq <= observed.seq &&
      mentions([...placeOf(event), event.payload['metadata']], names),
  );
  const criticalStepSeq = cause?.seq ?? observed.seq;
  return toSeedFinding(confidence, criticalStepSeq, [criticalStepSeq, observed.seq]);
};
