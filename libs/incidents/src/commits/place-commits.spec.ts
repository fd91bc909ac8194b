import { type CommitRuns, placeCommits } from './place-commits';

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 27, hour));
const runs = (sha: string, from: number, to: number, facts: Partial<CommitRuns> = {}): CommitRuns => ({
  sha,
  firstAt: at(from),
  lastAt: at(to),
  ended: 1,
  inIncident: 0,
  failed: 0,
  ...facts,
});
const bad = { inIncident: 1, failed: 1 };

const told = (commits: CommitRuns[]) => {
  const { failing, firstFailing, lastGoodBefore, lastGood } = placeCommits(commits);
  return [failing.map(({ sha }) => sha), firstFailing?.sha, lastGoodBefore?.sha, lastGood?.sha];
};

describe('placeCommits', () => {
  it.each<[string, CommitRuns[], unknown[]]>([
    ['nothing', [], [[], undefined, undefined, undefined]],
    ['a break', [runs('a', 1, 2), runs('b', 3, 4), runs('c', 5, 6, bad)], [['c'], 'c', 'b', 'b']],
    ['a break and its fix', [runs('a', 1, 2), runs('b', 3, 4, bad), runs('c', 5, 6)], [['b'], 'b', 'a', 'c']],
    ['several that fail', [runs('b', 3, 4, bad), runs('c', 5, 6, bad)], [['c', 'b'], 'b', undefined, undefined]],
    [
      'one that went on to be used after the first failure',
      [runs('a', 1, 9), runs('b', 3, 4, bad)],
      [['b'], 'b', 'a', 'a'],
    ],
    [
      'one that fails otherwise',
      [runs('a', 1, 2, { failed: 1 }), runs('b', 3, 4, bad)],
      [['b'], 'b', undefined, undefined],
    ],
    ['one whose runs go on', [runs('a', 1, 2, { ended: 0 }), runs('b', 3, 4, bad)], [['b'], 'b', undefined, undefined]],
    ['no failing one with a commit', [runs('a', 1, 2)], [[], undefined, undefined, 'a']],
  ])('tells %s', (_what, commits, expected) => {
    expect(told(commits)).toEqual(expected);
    expect(told(commits.toReversed())).toEqual(expected);
  });
});
