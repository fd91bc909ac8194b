import { DomainError } from '@debrief/kernel';

/** How a list is ordered: by one of its columns, ties by id in the same direction; what has no value comes last. */
export interface ListOrder {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

/** What lists of runs, spans and sessions may be ordered by (otel.md C1). */
const orderColumns = {
  traces: ['start_time', 'end_time', 'duration_ms', 'total_tokens', 'total_cost'],
  spans: ['timestamp_start', 'timestamp_end', 'start_time', 'end_time', 'duration_ms', 'span_name'],
  sessions: ['start_time', 'end_time', 'trace_count', 'span_count', 'observation_count'],
} as const;

/**
 * Reads `order_by`: `column`, `column:asc` or `column:desc`; newest first where it is absent.
 * @throws DomainError INVALID `invalid_order`, `invalid_order_column`
 */
export const parseOrder = (text: string | undefined, list: keyof typeof orderColumns): ListOrder => {
  const [column = 'start_time', direction = 'desc', ...rest] = (text || 'start_time').split(':');
  if (rest.length > 0 || (direction !== 'asc' && direction !== 'desc'))
    throw new DomainError('INVALID', 'order_by must be <column>, <column>:asc or <column>:desc', {
      reason: 'invalid_order',
    });
  if (!(orderColumns[list] as readonly string[]).includes(column))
    throw new DomainError('INVALID', `order_by must name one of ${orderColumns[list].join(', ')}`, {
      reason: 'invalid_order_column',
    });
  return { column, direction };
};
