import { DomainError } from '@debrief/kernel';
import { parseOrder } from './list-order';

describe('parseOrder', () => {
  it.each([
    [undefined, 'traces', 'start_time', 'desc'],
    ['', 'traces', 'start_time', 'desc'],
    ['total_cost', 'traces', 'total_cost', 'desc'],
    ['duration_ms:asc', 'traces', 'duration_ms', 'asc'],
    ['span_name:desc', 'spans', 'span_name', 'desc'],
    ['trace_count', 'sessions', 'trace_count', 'desc'],
  ] as const)('reads %j of %s', (text, list, column, direction) => {
    expect(parseOrder(text, list)).toEqual({ column, direction });
  });

  it.each([
    ['start_time:down', 'traces', 'invalid_order'],
    ['start_time:asc:desc', 'traces', 'invalid_order'],
    ['start_time:', 'traces', 'invalid_order'],
    ['span_name', 'traces', 'invalid_order_column'],
    ['__proto__', 'spans', 'invalid_order_column'],
    [':asc', 'sessions', 'invalid_order_column'],
  ] as const)('refuses %j of %s as %s', (text, list, reason) => {
    expect(() => parseOrder(text, list)).toThrow(expect.objectContaining({ code: 'INVALID', reason }) as DomainError);
  });
});
