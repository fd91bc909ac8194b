import { conflict, DomainError, invalid, notFound, unavailable } from '@debrief/kernel';
import { toRefusal } from './to-refusal';

describe('toRefusal', () => {
  it.each([
    [new DomainError('FORBIDDEN', 'no'), 'access_denied'],
    [notFound('x', 'y'), 'access_denied'],
    [conflict('moved'), 'refused'],
    [invalid('x', 'is wrong'), 'refused'],
    [unavailable('later', 5), 'unavailable'],
  ])('%s is %s', (error, reason) => {
    expect(toRefusal(error)).toEqual({ reason, detail: error.message });
  });

  it('says what an invalid request means where it was made', () => {
    expect(toRefusal(invalid('x', 'is wrong'), 'pull_request_refused').reason).toBe('pull_request_refused');
  });

  it.each([new TypeError('ours'), new DomainError('INTERNAL', 'ours')])('throws what is our own: %s', (error) => {
    expect(() => toRefusal(error)).toThrow(error);
  });
});
