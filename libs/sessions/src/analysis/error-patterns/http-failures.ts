import type { SessionRule } from '../finding';
import type { ErrorPattern } from '../session-analysis.types';

/** Requests of the session's runs that got no answer (status 0) or one of 400 and above, by host and status. */
export const httpFailures: SessionRule<ErrorPattern> = ({ failedRequests, thresholds }) =>
  [...Map.groupBy(failedRequests, ({ host, status }) => `${status} ${host}`).values()].map((group, position) => {
    const { host = null, status = 0 } = group[0] ?? {};
    const isServers = status === 0 || status >= 500;
    const isCritical = isServers && group.length >= thresholds['http_failures.critical_count'];
    return {
      entry: {
        rule: 'http_failures',
        severity: isCritical ? 'critical' : 'warning',
        type: 'http_request',
        name: host,
        message: status === 0 ? noAnswer : `HTTP ${status}`,
        count: group.length,
        rate: null,
        eventIds: [],
      },
      size: group.length,
      position,
    };
  });

/** What a group of requests without an answer says. */
export const noAnswer = 'no answer';
