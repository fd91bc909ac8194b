import { type Failure, fingerprint } from './fingerprint';
import { titleOf } from './title';

const failure: Failure = {
  label: 'tool_error',
  agent: 'billing',
  step: { type: 'tool_call', name: 'refund', error: 'order 12 not found' },
};

describe('fingerprint', () => {
  it('is 16 hex digits, the same on every machine', () => expect(fingerprint(failure)).toBe('0c6b1480267ee876'));

  it('does not see what differs from run to run', () =>
    expect(fingerprint({ ...failure, step: { ...failure.step, error: 'Order 99 not found' } })).toBe(
      fingerprint(failure),
    ));

  it.each([
    ['label', { label: 'tool_timeout' }],
    ['agent', { agent: 'booker' }],
    ['no agent', { agent: null }],
    ['type', { step: { ...failure.step, type: 'tool_result' } }],
    ['name', { step: { ...failure.step, name: 'charge' } }],
    ['error', { step: { ...failure.step, error: 'order 12 is closed' } }],
    ['no error', { step: { ...failure.step, error: null } }],
    ['parts that only together are the same', { label: 'tool_errorbilling', agent: '' }],
  ])('sees another %s', (_name, change) =>
    expect(fingerprint({ ...failure, ...change })).not.toBe(fingerprint(failure)),
  );
});

describe('titleOf', () => {
  it.each([
    [failure, 'Tool error: refund of billing: order 12 not found'],
    [{ ...failure, agent: null }, 'Tool error: refund: order 12 not found'],
    [{ ...failure, step: { ...failure.step, name: null, error: null } }, 'Tool error: billing'],
    [{ label: 'loop', agent: null, step: { type: 'x', name: null, error: null } }, 'Loop'],
    [
      { ...failure, step: { ...failure.step, error: 'Error: a\n\tb\u0000\n    at f (x.js:1)' } },
      'Tool error: refund of billing: Error: a b',
    ],
  ])('of %j', (of, expected) => expect(titleOf(of)).toBe(expected));

  it('is one line of bounded length, whatever the run says', () => {
    const title = titleOf({
      label: 'x'.repeat(500),
      agent: 'a\nb',
      step: { type: 't', name: '\u0000', error: 'e '.repeat(9_000) },
    });
    expect(title.length).toBeLessThanOrEqual(240);
    expect(title).not.toMatch(/[\n\0]/);
  });
});
