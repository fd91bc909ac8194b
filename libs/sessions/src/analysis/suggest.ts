import { isCountedCall } from '../metrics/measure-turn';
import {
  type Advice,
  adviceOnContext,
  adviceOnDecisionAnomaly,
  adviceOnErrorPattern,
  adviceOnSlowSpan,
} from './advice';
import { maxEntries, maxEventIds } from './finding';
import type { EventOf, SessionReading } from './read-session';
import type { DecisionAnomaly, ErrorPattern, FindingSeverity, SlowSpan, Suggestion } from './session-analysis.types';
import type { SessionThresholds } from './thresholds';

/** All that was found, each list in its order. */
export interface FindingLists {
  readonly slowSpans: readonly SlowSpan[];
  readonly errorPatterns: readonly ErrorPattern[];
  readonly decisionAnomalies: readonly DecisionAnomaly[];
}

interface Reason {
  readonly advice: Advice;
  readonly severity: FindingSeverity;
  /** What it can be read from; null: nothing that the answer holds. */
  readonly basis: string | null;
}

const priorities = { critical: 1, warning: 2, info: 3 } as const satisfies Record<FindingSeverity, number>;

/** What could be done about what was found: one suggestion per code and name, in the words of its worst finding. Most pressing first. */
export const suggest = (session: SessionReading, lists: FindingLists, thresholds: SessionThresholds): Suggestion[] => {
  const reasons = [...reasonsOf(session, lists, thresholds), ...longContexts(session, thresholds)];
  return [...Map.groupBy(reasons, ({ advice: { code, name } }) => `${code} ${name}`).values()]
    .map((group): Suggestion => {
      const worst = group.toSorted((a, b) => priorities[a.severity] - priorities[b.severity])[0] as Reason;
      const basedOn = group.flatMap(({ basis }) => (basis === null ? [] : [basis])).slice(0, maxEventIds);
      const { code, message } = worst.advice;
      return { code, priority: priorities[worst.severity], message, basedOn };
    })
    .sort((a, b) => a.priority - b.priority);
};

const reasonsOf = (session: SessionReading, lists: FindingLists, thresholds: SessionThresholds): Reason[] => {
  const calls = new Map(session.events.filter(isCountedCall).map((call) => [call.id, call]));
  const reasons = <T extends { readonly severity: FindingSeverity }>(
    list: keyof FindingLists,
    findings: readonly T[],
    adviceOn: (finding: T) => readonly Advice[],
  ): Reason[] =>
    findings.flatMap((finding, index) =>
      adviceOn(finding).map((advice) => ({
        advice,
        severity: finding.severity,
        basis: index < maxEntries ? `${list}[${index}]` : null,
      })),
    );
  return [
    ...reasons('slowSpans', lists.slowSpans, (span) => adviceOnSlowSpan(span, calls.get(span.eventId), thresholds)),
    ...reasons('errorPatterns', lists.errorPatterns, adviceOnErrorPattern),
    ...reasons('decisionAnomalies', lists.decisionAnomalies, adviceOnDecisionAnomaly),
  ];
};

/** Model calls that were given much, and much more than the first of their run. */
const longContexts = ({ events }: SessionReading, thresholds: SessionThresholds): Reason[] => {
  const firsts = new Map<string, EventOf<'llm_call'>>();
  return events.filter(isCountedCall).flatMap((call) => {
    const first = firsts.get(call.traceId);
    if (!first) firsts.set(call.traceId, call);
    const given = call.data.inputTokens;
    const base = first?.data.inputTokens ?? null;
    if (!first || given === null || base === null) return [];
    if (given < thresholds['trim_context.input_tokens'] || given < base * thresholds['trim_context.factor']) return [];
    return [{ advice: adviceOnContext(call, first), severity: 'info' as const, basis: call.id }];
  });
};
