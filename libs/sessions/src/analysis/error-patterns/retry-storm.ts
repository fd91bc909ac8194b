import { hasFailed } from '../../metrics/failures';
import { type Finding, idsOf, type SessionRule } from '../finding';
import { normaliseMessage } from '../normalise-message';
import { argumentsOf, type EventOf, failureMessageOf, toolOf } from '../read-session';
import type { ErrorPattern } from '../session-analysis.types';

type ToolCall = EventOf<'tool_call'>;

/** A tool fails again and again on the same arguments. Other tools may be called in between; a success ends it. */
export const retryStorm: SessionRule<ErrorPattern> = ({ session: { toolCalls }, thresholds }) => {
  const least = Math.max(thresholds['retry_storm.failures'], 1);
  return [...Map.groupBy(toolCalls, toolOf).entries()].flatMap(([name, calls]) =>
    streaksOf(calls)
      .filter((streak) => streak.length >= least)
      .map((streak) => toFinding(name, streak)),
  );
};

/** Failures in a row with equal arguments. What is still pending says nothing. */
const streaksOf = (calls: readonly ToolCall[]): ToolCall[][] => {
  const streaks: ToolCall[][] = [];
  let last: string | null = null;
  for (const call of calls) {
    const outcome = hasFailed(call);
    if (outcome === undefined) continue;
    const given = outcome ? argumentsOf(call) : null;
    if (given === null || given !== last) streaks.push([]);
    if (outcome) streaks.at(-1)?.push(call);
    last = given;
  }
  return streaks;
};

const toFinding = (name: string | null, streak: readonly ToolCall[]): Finding<ErrorPattern> => ({
  entry: {
    rule: 'retry_storm',
    severity: 'critical',
    type: 'tool_call',
    name,
    message: normaliseMessage(streak.map(failureMessageOf).findLast((message) => message !== '') ?? ''),
    count: streak.length,
    rate: null,
    eventIds: idsOf(streak),
  },
  size: streak.length,
  position: streak[0]?.position ?? 0,
});
