import { newestFirst } from './arrivals';

const commits = [
  { traceId: 'b', firstPosition: 10, seqs: '{[5,6),[8,10)}' },
  { traceId: 'a', firstPosition: 7, seqs: '{[0,3)}' },
];

describe('newestFirst', () => {
  it.each([
    [Infinity, 10, ['b9@12', 'b8@11', 'b5@10', 'a2@9', 'a1@8', 'a0@7']],
    [Infinity, 4, ['b9@12', 'b8@11', 'b5@10', 'a2@9']],
    [11, 10, ['b5@10', 'a2@9', 'a1@8', 'a0@7']],
    [9, 1, ['a1@8']],
    [7, 10, []],
  ])('below %s and at most %s are %j', (below, limit, expected) => {
    const events = newestFirst(commits, below, limit);
    expect(events.map(({ traceId, seq, position }) => `${traceId}${seq}@${position}`)).toEqual(expected);
  });
});
