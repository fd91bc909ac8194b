import type { SessionRecord } from '../session-event';
import type { FailedRequest } from './failed-request';
import { maxEntries, orderFindings, type SessionRule } from './finding';
import { readSession } from './read-session';
import { decisionAnomalyRules, errorPatternRules, slowSpanRules } from './rules';
import { type FindingSeverity, type SessionAnalysis, sessionRules } from './session-analysis.types';
import { suggest } from './suggest';
import type { SessionThresholds } from './thresholds';

/**
 * What is slow, what fails and what was decided oddly in a session, and what could be done about it (sessions.md §7). Pure: the same events,
 * requests and thresholds give the same answer, byte by byte.
 */
export const analyzeSession = (
  record: SessionRecord,
  failedRequests: readonly FailedRequest[],
  thresholds: SessionThresholds,
): SessionAnalysis => {
  const session = readSession(record);
  const find = <T extends { readonly severity: FindingSeverity }>(rules: readonly SessionRule<T>[]): T[] =>
    orderFindings(rules.flatMap((rule) => rule({ session, failedRequests, thresholds })));
  const lists = {
    slowSpans: find(slowSpanRules),
    errorPatterns: find(errorPatternRules),
    decisionAnomalies: find(decisionAnomalyRules),
  };
  const { slowSpans, errorPatterns, decisionAnomalies } = lists;
  const suggestions = suggest(session, lists, thresholds);
  return {
    rules: sessionRules,
    eventCount: record.events.length,
    summary: {
      slowSpans: slowSpans.length,
      errorPatterns: errorPatterns.length,
      decisionAnomalies: decisionAnomalies.length,
      suggestions: suggestions.length,
    },
    slowSpans: slowSpans.slice(0, maxEntries),
    errorPatterns: errorPatterns.slice(0, maxEntries),
    decisionAnomalies: decisionAnomalies.slice(0, maxEntries),
    suggestions: suggestions.slice(0, maxEntries),
    thresholds,
  };
};
