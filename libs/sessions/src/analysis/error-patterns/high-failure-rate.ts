import { hasFailed } from '../../metrics/failures';
import { toRate } from '../../metrics/to-rate';
import { idsOf, type SessionRule } from '../finding';
import { normaliseMessage } from '../normalise-message';
import { failureMessageOf, toolOf } from '../read-session';
import type { ErrorPattern } from '../session-analysis.types';

/** A tool that was called several times fails in a large part of the calls that have finished. */
export const highFailureRate: SessionRule<ErrorPattern> = ({ session: { toolCalls }, thresholds }) =>
  [...Map.groupBy(toolCalls, toolOf).entries()].flatMap(([name, calls]) => {
    const finished = calls.filter((call) => hasFailed(call) !== undefined);
    const failed = finished.filter((call) => hasFailed(call));
    if (
      failed.length === 0 ||
      finished.length < thresholds['high_failure_rate.calls'] ||
      failed.length / finished.length < thresholds['high_failure_rate.rate']
    )
      return [];
    return [
      {
        entry: {
          rule: 'high_failure_rate',
          severity: 'critical',
          type: 'tool_call',
          name,
          message: normaliseMessage(failed.map(failureMessageOf).findLast((message) => message !== '') ?? ''),
          count: failed.length,
          rate: toRate(failed.length, finished.length),
          eventIds: idsOf(failed),
        },
        size: failed.length,
        position: failed[0]?.position ?? 0,
      },
    ];
  });
