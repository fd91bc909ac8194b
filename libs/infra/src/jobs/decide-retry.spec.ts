import { DomainError, type ErrorCode } from '@debrief/kernel';
import { decideRetry } from './decide-retry';

describe('decideRetry', () => {
  it.each<[ErrorCode, 'retry' | 'give up']>([
    ['INVALID', 'give up'],
    ['NOT_FOUND', 'give up'],
    ['FORBIDDEN', 'give up'],
    ['LIMITED', 'give up'],
    ['CONFLICT', 'retry'],
    ['UNAVAILABLE', 'retry'],
    ['INTERNAL', 'retry'],
  ])('%s: %s', (code, outcome) => {
    expect(decideRetry(new DomainError(code, 'x'))).toBe(outcome);
  });

  it('retries after what nobody foresaw', () => {
    expect(decideRetry(new TypeError('x'))).toBe('retry');
  });
});
