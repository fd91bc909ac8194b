import fc from 'fast-check';
import { type EventSketch, makeRun } from '../../../../test/factories/make-run';
import { type IndexedRun, indexRun } from '../run/index-run';
import { argumentValues } from './argument-values';
import { givenText, gives } from './given-text';
import { groundingOf } from './grounding';
import { makeKeyFilter } from './key-filter';
import { makeNumberTrail } from './number-trail';
import { scanTokens } from './scan-tokens';
import { toValue, type Value } from './to-value';

const tokens = [
  'account-123 ACCOUNT-123. AX12349 ax12349z 1,234 1234 1,234.50 $1234.5 0012345678 12345678 99999999999999999999 12.50 3kg 50% 1e10',
  '5-star 2024-05-01 2024-05-01T10:00:00Z 10:30 1st http://x.com/a?b#c https://www.X.com/a/ x.com/a HTTP://X.COM x:// x://www. x://a1',
  'bob@x.com Bob.Smith@X.com İd12345 idé12345 K12345 ١٢٣ a..b12 x1/y2 _abc12 @abc12 -abc12- #W5270061 /usr/python3.11/x.py:12 v1.2.3',
].flatMap((line) => line.split(' '));
const token = fc.constantFrom(...tokens);
const text = fc.array(fc.tuple(token, fc.constantFrom(' ', '\n', ', ', '; ', '/', '-', '"')), { maxLength: 6 });
const written = text.map((parts) => parts.flat().join(''));

const event: fc.Arbitrary<EventSketch> = fc.oneof(
  fc.tuple(fc.constant('tool_call'), fc.record({ arguments: fc.record({ a: token, b: written }) })),
  fc.tuple(fc.constant('tool_call'), fc.record({ arguments: fc.record({ a: token }), result: written })),
  fc.tuple(fc.constantFrom('user_message', 'agent_message'), fc.record({ content: written })),
  fc.tuple(fc.constant('tool_result'), fc.record({ result: written })),
);
const runs = fc.tuple(fc.option(written), fc.array(event, { maxLength: 12 }));

const valuesIn = (said: string): Value[] => {
  const values: Value[] = [];
  scanTokens(said, (start, end) => {
    const value = toValue(said.slice(start, end));
    if (value) values.push(value);
  });
  return values;
};

const keysIn = (said: string): string[] =>
  valuesIn(said).flatMap(({ kind, key }) => (kind === 'other' ? [key, ...key.split(/[:/.@_-]/)] : [key]));

/** But numbers: of these only some are told. */
const namesIn = (said: string): string[] => [
  ...new Set(valuesIn(said).flatMap(({ kind, key }) => (kind === 'other' || kind === 'number' ? [] : [key]))),
];

/** The same by reading forward and keeping all that was said: plain, and in as much memory as a run has values. */
const readForward = (run: IndexedRun) => {
  const said = new Set(keysIn(run.goal ?? ''));
  const inCalls: [seq: number, key: string][] = [];
  let inAnswer: string[] = [];
  let isInformed = false;
  for (const one of run.events) {
    const call = one.type === 'tool_call' ? run.callOf.get(one.seq) : undefined;
    for (const { key } of call ? argumentValues(call) : []) {
      if (!said.has(key)) inCalls.push([one.seq, key]);
      said.add(key);
    }
    if (one === run.finalAnswer && isInformed) inAnswer = namesIn(run.text(one)).filter((key) => !said.has(key));
    if (!gives(run, one)) continue;
    for (const key of keysIn(givenText(run, one))) said.add(key);
    isInformed ||= one.type !== 'user_message';
  }
  return { inCalls, inAnswer };
};

describe('what nobody had said', () => {
  it('is the same read back from the end as read forward', () => {
    let found = 0;
    fc.assert(
      fc.property(runs, ([goal, events]) => {
        const run = indexRun(makeRun(events, { goal }));
        const { inCalls, inAnswer } = groundingOf(run);
        const forward = readForward(run);
        expect(inCalls.map(({ seq, key }) => [seq, key])).toEqual(forward.inCalls);
        expect(inAnswer.flatMap(({ kind, key }) => (kind === 'number' ? [] : [key]))).toEqual(forward.inAnswer);
        found += inCalls.length + inAnswer.length;
      }),
      { numRuns: 1_000, seed: 7 },
    );
    expect(found).toBeGreaterThan(100);
  });
});

describe('a key filter', () => {
  it.each(tokens)('lets %s through for each key that it names', (one) => {
    const missed = keysIn(one).filter((key) => {
      let isLet = false;
      scanTokens(one, (start, end) => (isLet ||= makeKeyFilter(new Set([key]))(one, start, end)));
      return !isLet;
    });
    expect(missed).toEqual([]);
  });

  it('rules out what names none', () => {
    const mayName = makeKeyFilter(new Set(['ax12349', 'bob@x.com']));
    const passed = ['account-123', 'AX12349', 'bob@x.org', '1234', '(ax12349)x1', 'see:AX12349.'].filter((one) =>
      mayName(one, 0, one.length),
    );
    expect(passed).toEqual(['AX12349', 'see:AX12349.']);
  });
});

describe('a trail of numbers', () => {
  it('gives those that were given last for the first time, however it is read', () => {
    const texts = fc.array(fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 40 }), { maxLength: 20 });
    fc.assert(
      fc.property(texts, (forward) => {
        const trail = makeNumberTrail();
        for (const numbers of forward.toReversed()) trail.meet(numbers.map(String));
        expect(trail.newest()).toEqual([...new Set(forward.flat())].slice(-64));
      }),
      { seed: 7 },
    );
  });

  it('gives up where it would have to keep more than 200,000', () => {
    const trail = makeNumberTrail();
    trail.meet(Array.from({ length: 200_001 }, (_, index) => String(index)));
    trail.meet(['7']);
    expect(trail.newest()).toBeNull();
  });
});
