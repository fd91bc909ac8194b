import { DomainError, invalid } from '@debrief/kernel';
import {
  optionColumns,
  type FilterOption,
  type OptionList,
  type OptionsQuery,
  type ProjectStats,
  type Spent,
  type StatsPeriod,
  toRfc3339,
} from '@debrief/replay';
import { Flag, Text } from '../../http/fields';
import { toMoment } from './list.dto';

/** Query of GET …/filter-options of a list. */
export class FilterOptionsQuery {
  @Text({ max: 1024, description: 'Columns, separated by commas' }) columns?: string;
  @Text({ max: 64, description: 'RFC 3339: started at or after' }) from_timestamp?: string;
  @Text({ max: 64, description: 'RFC 3339: started at or before' }) to_timestamp?: string;
  @Flag({ default: true, description: 'Of spans: only those that are more than plain ones, or have a model' })
  observations_only?: boolean;
}

/** @throws DomainError INVALID `invalid_filter_column` for a column without options */
export const toOptionsQuery = (list: OptionList, query: FilterOptionsQuery): OptionsQuery => {
  const known: readonly string[] = optionColumns[list];
  const columns =
    query.columns === undefined ? known : [...new Set(query.columns.split(',').map((name) => name.trim()))];
  const unknown = columns.find((column) => !known.includes(column));
  if (unknown !== undefined)
    throw new DomainError('INVALID', `columns must be of ${known.join(', ')}`, { reason: 'invalid_filter_column' });
  return {
    columns,
    from: query.from_timestamp === undefined ? undefined : toMoment('from_timestamp', query.from_timestamp),
    to: query.to_timestamp === undefined ? undefined : toMoment('to_timestamp', query.to_timestamp),
    observationsOnly: query.observations_only !== false,
  };
};

export const toOptionsResponse = (options: ReadonlyMap<string, readonly FilterOption[]>) => ({
  options: Object.fromEntries(options),
});

/** Query of GET …/stats. */
export class StatsQuery {
  @Text({ max: 64, description: 'RFC 3339, required' }) from_timestamp?: string;
  @Text({ max: 64, description: 'RFC 3339, required; at most 90 days later' }) to_timestamp?: string;
  @Text({
    max: 64,
    default: 'UTC',
    description: 'IANA name: by its clock days and hours begin',
    example: 'Europe/Berlin',
  })
  timezone?: string;
}

const maxPeriod = 90 * 86_400_000_000;

/** @throws DomainError INVALID `missing_param`, `invalid_timestamp`, `invalid_time_range`, `range_too_large`; `timezone` */
export const toStatsPeriod = ({ from_timestamp, to_timestamp, timezone = 'UTC' }: StatsQuery): StatsPeriod => {
  if (from_timestamp === undefined || to_timestamp === undefined)
    throw new DomainError('INVALID', 'from_timestamp and to_timestamp are required', { reason: 'missing_param' });
  const [from, to] = [toMoment('from_timestamp', from_timestamp), toMoment('to_timestamp', to_timestamp)];
  if (from >= to)
    throw new DomainError('INVALID', 'from_timestamp must be before to_timestamp', { reason: 'invalid_time_range' });
  if (to - from > maxPeriod)
    throw new DomainError('INVALID', 'the period may have at most 90 days', { reason: 'range_too_large' });
  return { from, to, timezone: checkTimezone(timezone) };
};

/** The IANA name in its own spelling: Postgres reads more than that (`+02`, `abc3`) as a timezone. */
const checkTimezone = (name: string): string => {
  if (!/^[A-Za-z]/.test(name)) throw invalid('timezone', 'must be an IANA name');
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw invalid('timezone', 'must be an IANA name');
  }
};

const toSpentResponse = (spent: Spent) => ({
  input: spent.input,
  output: spent.output,
  cache_read: spent.cacheRead,
  cache_write: spent.cacheWrite,
  reasoning: spent.reasoning,
  total: spent.total,
});

export const toStatsResponse = (stats: ProjectStats, { from, to }: StatsPeriod) => ({
  period: { from: toRfc3339(from), to: toRfc3339(to) },
  counts: {
    traces: stats.traces,
    traces_previous: stats.tracesPrevious,
    sessions: stats.sessions,
    spans: stats.spans,
    unique_users: stats.uniqueUsers,
  },
  costs: toSpentResponse(stats.costs),
  tokens: toSpentResponse(stats.tokens),
  by_framework: stats.byFramework,
  by_model: stats.byModel,
  recent_activity_count: stats.recentActivity,
  avg_trace_duration_ms: stats.averageDurationMs,
  trend_data: stats.trend.map(({ bucket, tokens }) => ({ bucket: toRfc3339(bucket), tokens })),
  latency_trend_data: stats.trend.flatMap(({ bucket, averageDurationMs }) =>
    averageDurationMs === null ? [] : [{ bucket: toRfc3339(bucket), avg_duration_ms: averageDurationMs }],
  ),
});
