import fc from 'fast-check';
import type { Outcome } from './decide-case';
import { type CaseResult, decideVerdict, verdicts } from './decide-verdict';

const letters: Readonly<Record<string, Outcome>> = { p: 'pass', f: 'fail', u: 'unknown' };
type Labels = Readonly<Record<string, number>>;
const fired = (labels: Labels) => Object.entries(labels).map(([label, confidence]) => ({ label, confidence }));

/** `fp` is a case that failed before and passes after; a number behind it repeats it. */
const cases = (text: string, after: Labels = {}, before: Labels = {}): CaseResult[] =>
  text
    .split(' ')
    .filter(Boolean)
    .flatMap((word) => {
      const [first = '', second = '', ...times] = word;
      const one: CaseResult = {
        before: letters[first]!,
        after: letters[second]!,
        labelsBefore: fired(before),
        labelsAfter: fired(after),
      };
      return Array<CaseResult>(Number(times.join('') || 1)).fill(one);
    });

const verdictOf = (all: readonly CaseResult[]): string => decideVerdict(all, ['loop']).verdict;

describe('decideVerdict below ten pairs', () => {
  it.each([
    ['', 'inconclusive'],
    ['pp', 'inconclusive'],
    ['fu', 'inconclusive'],
    ['pf3', 'inconclusive'],
    ['fp fu fu', 'inconclusive'],
    ['fp fu', 'improved'],
    ['fp', 'fixed'],
    ['fp9', 'fixed'],
    ['fp pp', 'fixed'],
    ['fp8 fu', 'improved'],
    ['ff', 'unchanged'],
    ['ff fp', 'improved'],
    ['ff pp', 'unchanged'],
    ['fp pf', 'unchanged'],
    ['ff pf', 'regressed'],
    ['fp pf pf', 'regressed'],
    ['fp8 uu', 'improved'],
    ['fu up', 'unchanged'],
  ])('of "%s" is %s', (text, expected) => {
    const decision = decideVerdict(cases(text), ['loop']);
    expect(decision).toMatchObject({ verdict: expected, pValue: null, interval: null });
  });

  it.each([
    ['0.7 and new', { drift: 0.7 }, {}, 'regressed', ['drift']],
    ['new, but under 0.7', { drift: 0.69 }, {}, 'fixed', []],
    ['not new', { drift: 0.9 }, { drift: 0.1 }, 'fixed', []],
    ["the incident's own", { loop: 0.9 }, {}, 'fixed', []],
  ] as [string, Labels, Labels, string, string[]][])(
    'with a label that is %s',
    (_n, after, before, verdict, newLabels) =>
      expect(decideVerdict(cases('fp', after, before), ['loop'])).toMatchObject({ verdict, newLabels }),
  );

  it('is not new what another run before had', () => {
    const all = [...cases('fp', { drift: 0.9 }), ...cases('fp', {}, { drift: 0.5 })];
    expect(decideVerdict(all, [])).toMatchObject({ verdict: 'fixed', newLabels: [] });
  });
});

describe('decideVerdict from ten pairs on', () => {
  it.each([
    ['fp10', 'fixed', 0.00195],
    ['fp6 pp4', 'fixed', 0.03125],
    ['fp5 pp5', 'unchanged', 0.0625],
    ['fp9 ff1', 'improved', 0.0039],
    ['fp5 ff5', 'unchanged', 0.0625],
    ['fp10 fu', 'improved', 0.00195],
    ['pf6 ff4', 'regressed', 0.03125],
    ['pf5 ff5', 'unchanged', 0.0625],
    ['ff20', 'unchanged', 1],
    ['fp8 pf2 ff10', 'unchanged', 0.1094],
    ['fp9 pf1 ff10', 'improved', 0.0215],
    ['pp20', 'inconclusive', 1],
    ['fp10 fu11', 'inconclusive', 0.00195],
  ])('of "%s" is %s', (text, expected, p) => {
    const decision = decideVerdict(cases(text), ['loop']);
    expect(decision.verdict).toBe(expected);
    expect(decision.pValue).toBeCloseTo(p, 4);
    expect(decision.interval).not.toBeNull();
  });

  it('shows an interval beside the p-value, below zero where fewer fail', () => {
    const { interval } = decideVerdict(cases('fp10'), []);
    expect(interval?.high).toBeLessThan(0);
    expect(interval?.low).toBeGreaterThanOrEqual(-1);
  });

  it.each([
    [
      'in a run that moved by more than chance counts once',
      [...cases('fp19'), ...cases('fp', { drift: 0.8 })],
      'regressed',
    ],
    ['of one case is chance where nothing else moved', [...cases('ff19'), ...cases('ff', { drift: 0.8 })], 'unchanged'],
    ['of five cases is chance', [...cases('ff15'), ...cases('ff5', { drift: 0.8 })], 'unchanged'],
    ['of six cases is none', [...cases('ff14'), ...cases('ff6', { drift: 0.8 })], 'regressed'],
  ])('a new label %s', (_name, all, expected) => {
    expect(verdictOf(all)).toBe(expected);
    expect(decideVerdict(all, []).newLabels).toEqual(['drift']);
  });
});

describe('decideVerdict always', () => {
  const outcome = fc.constantFrom<Outcome>('pass', 'fail', 'unknown');
  const result = fc.record({
    before: outcome,
    after: outcome,
    labelsBefore: fc.constant([]),
    labelsAfter: fc.array(
      fc.record({ label: fc.constantFrom('a', 'b'), confidence: fc.double({ min: 0, max: 1, noNaN: true }) }),
    ),
  });

  it('says fixed only where all is known and nothing fails, and does not mind the order of cases', () => {
    fc.assert(
      fc.property(fc.array(result, { maxLength: 50 }), (all) => {
        const decision = decideVerdict(all, ['loop']);
        expect(verdicts).toContain(decision.verdict);
        expect(decideVerdict([...all].reverse(), ['loop'])).toEqual(decision);
        if (decision.verdict === 'fixed') {
          expect(all.every(({ after }) => after === 'pass')).toBe(true);
          expect(decision.beforeFail).toBeGreaterThan(0);
          expect(decision.newLabels).toEqual([]);
        }
        if (decision.verdict === 'regressed' && decision.newLabels.length === 0)
          expect(all.some(({ before, after }) => before === 'pass' && after === 'fail')).toBe(true);
      }),
    );
  });
});
