import { makeSpan, type SpanChanges } from '../../../../test/factories/span-export';
import { hashSpan } from './hash-span';

const hashOf = (changes: SpanChanges = {}): string => hashSpan('secret', makeSpan(changes)).toString('hex');
const event = (attributes: object) => ({
  name: 'e',
  timeUnixNano: 1n,
  attributes: attributes as Record<string, never>,
  droppedAttributesCount: 0,
});

describe('hashSpan', () => {
  const base: SpanChanges = { attributes: { a: 1, b: { c: [1, { d: 2, e: 3 }] }, z: 'x' } };

  it.each<[string, SpanChanges]>([
    ['the order of attributes', { attributes: { z: 'x', b: { c: [1, { e: 3, d: 2 }] }, a: 1 } }],
    ['another resource', { ...base, resource: { attributes: { pod: 'p' }, schemaUrl: '' } }],
    ['another scope', { ...base, scope: { name: 'other', version: '', attributes: {}, schemaUrl: '' } }],
  ])('does not see %s', (_name, changes) => expect(hashOf(changes)).toBe(hashOf(base)));

  it.each<[string, SpanChanges]>([
    ['a name', { name: 'other' }],
    ['a parent', { parentSpanId: '00000000000000aa' }],
    ['a start', { start: 1, end: 1_000 }],
    ['that it has not ended', { end: null }],
    ['a value', { attributes: { a: 2, b: { c: [1, { d: 2, e: 3 }] }, z: 'x' } }],
    ['the order of a list', { attributes: { a: 1, b: { c: [{ d: 2, e: 3 }, 1] }, z: 'x' } }],
    ['a text in the place of a list', { attributes: { a: 1, b: '{"c":[1,{"d":2,"e":3}]}', z: 'x' } }],
    ['an attribute that is one key more', { attributes: { a: 1, b: { c: [1, { d: 2, e: 3 }] }, z: 'x', y: null } }],
    ['an event', { events: [event({})] }],
    ['a status', { status: { code: 2, message: '' } }],
    ['a trace state', { traceState: 'a=b' }],
  ])('sees %s', (_name, changes) => expect(hashOf({ ...base, ...changes })).not.toBe(hashOf(base)));

  it('sees what was sent in the place of what was repaired', () => {
    const repaired = (start: number): SpanChanges => ({ start, end: 9_000, sent: { startUnixNano: 0n } });
    expect(hashOf(repaired(1))).toBe(hashOf(repaired(2)));
    expect(hashOf(repaired(1))).not.toBe(hashOf({ start: 1, end: 9_000 }));
  });

  it('depends on the secret', () => {
    expect(hashSpan('other', makeSpan({})).toString('hex')).not.toBe(hashOf());
  });
});
