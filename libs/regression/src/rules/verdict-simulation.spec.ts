import type { RunFacts } from './run-facts';
import { decideAfter, decideBefore } from './decide-case';
import { type CaseResult, decideVerdict, type RegressionVerdict } from './decide-verdict';

/** Seeded (Mulberry32), so that a rate is the same on every machine. */
const randomOf = (start: number): (() => number) => {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** An agent as a regression run sees it: how often it fails on a case, and what else its runs show. */
interface Configuration {
  /** Case → chance that a run of it shows the incident's label. */
  readonly failure: (index: number) => number;
  /** Other labels → chance; of confidence 0.95, so that a new one fails a case, or 0.75. */
  readonly labels: Readonly<Record<string, readonly [chance: number, confidence: number]>>;
}

const incident = ['loop'];

const runOf = (agent: Configuration, index: number, random: () => number): RunFacts => {
  const labels = Object.entries(agent.labels)
    .filter(([, [chance]]) => random() < chance)
    .map(([label, [, confidence]]) => ({ label, confidence }));
  if (random() < agent.failure(index)) labels.push({ label: 'loop', confidence: 0.9 });
  return { status: random() < 0.02 ? 'ended' : 'completed', labels, isAnalysed: true };
};

const compare = (
  before: Configuration,
  after: Configuration,
  size: number,
  random: () => number,
): RegressionVerdict => {
  const pairs = Array.from({ length: size }, (_, index) => ({
    before: runOf(before, index, random),
    after: runOf(after, index, random),
  }));
  const known = { incident, before: pairs.flatMap((pair) => pair.before.labels.map(({ label }) => label)) };
  const results = pairs.map((pair): CaseResult => ({
    before: decideBefore(pair.before, incident).outcome,
    after: decideAfter(pair.after, known, 0).outcome,
    labelsBefore: pair.before.labels,
    labelsAfter: pair.after.labels,
  }));
  return decideVerdict(results, incident).verdict;
};

const rateOf = (
  wanted: readonly RegressionVerdict[],
  rounds: number,
  run: (random: () => number) => RegressionVerdict,
) => {
  const random = randomOf(20_261_126);
  let hits = 0;
  for (let round = 0; round < rounds; round += 1) if (wanted.includes(run(random))) hits += 1;
  return hits / rounds;
};

const flaky = (rate: number): Configuration => ({ failure: () => rate, labels: {} });
const mixed: Configuration = { failure: (index) => [0.02, 0.3, 0.7, 0.98][index % 4]!, labels: {} };
const withLabels = (base: Configuration, ...chances: number[]): Configuration => ({
  ...base,
  labels: Object.fromEntries(chances.map((chance, index) => [`other ${index}`, [chance, index % 2 ? 0.75 : 0.95]])),
});

const agents: [string, Configuration][] = [
  ['that fails in 10 %', flaky(0.1)],
  ['that fails in 30 %', flaky(0.3)],
  ['that fails in 50 %', flaky(0.5)],
  ['that fails in 80 %', flaky(0.8)],
  ['that always fails', flaky(1)],
  ['of easy and hard cases', mixed],
  ['with rare labels', withLabels(flaky(0.4), 0.02, 0.05, 0.05)],
  ['with common labels', withLabels(mixed, 0.1, 0.2, 0.3, 0.5)],
];
const sizes = [12, 20, 50];
const rounds = 3_000;

describe('the same configuration twice', () => {
  it.each(agents.flatMap(([name, agent]) => sizes.map((size) => [name, size, agent] as const)))(
    'of an agent %s, over %d cases, is called regressed or fixed in 5 %% at most',
    (_name, size, agent) =>
      expect(
        rateOf(['regressed', 'fixed'], rounds, (random) => compare(agent, agent, size, random)),
      ).toBeLessThanOrEqual(0.05),
  );
});

describe('a true change', () => {
  it.each([
    ['a regression of 20 % to 90 %, over 20 cases', flaky(0.2), flaky(0.9), 20, ['regressed'], 0.95],
    ['a regression of 10 % to 60 %, over 50 cases', flaky(0.1), flaky(0.6), 50, ['regressed'], 0.95],
    [
      'a new failure of every run, over 12 cases',
      withLabels(flaky(0.5)),
      withLabels(flaky(0.5), 0, 1),
      12,
      ['regressed'],
      0.95,
    ],
    [
      'a new failure of half of the runs, over 20 cases',
      withLabels(flaky(1)),
      withLabels(flaky(1), 0.5),
      20,
      ['regressed'],
      0.9,
    ],
    [
      'a fix of what always fails, over 20 cases',
      flaky(1),
      { failure: () => 0, labels: {} },
      20,
      ['fixed', 'improved'],
      0.99,
    ],
    ['a half fix of what always fails, over 20 cases', flaky(1), flaky(0.5), 20, ['improved'], 0.95],
  ] as [string, Configuration, Configuration, number, RegressionVerdict[], number][])(
    '%s is found',
    (_name, before, after, size, wanted, least) =>
      expect(rateOf(wanted, 1_000, (random) => compare(before, after, size, random))).toBeGreaterThanOrEqual(least),
  );
});
