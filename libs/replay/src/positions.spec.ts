import { parseMultirange, positionsOf } from './positions';

it('reads the ranges of a multirange', () => {
  expect(parseMultirange('{[0,3),[7,8)}')).toEqual([
    [0, 3],
    [7, 8],
  ]);
  expect(parseMultirange('{}')).toEqual([]);
});

describe('positionsOf', () => {
  const commits = [
    { firstPosition: 101, seqs: '{[0,2),[5,7)}' },
    { firstPosition: 110, seqs: '{[2,5)}' },
  ];
  it('gives each seq its rank within its commit', () => {
    expect(Object.fromEntries(positionsOf(commits, 0, 10))).toEqual({
      0: 101,
      1: 102,
      5: 103,
      6: 104,
      2: 110,
      3: 111,
      4: 112,
    });
  });
  it('counts ranks over the whole commit when only a part is wanted', () => {
    expect(Object.fromEntries(positionsOf(commits, 4, 6))).toEqual({ 4: 112, 5: 103, 6: 104 });
  });
  it('takes the latest position of an event that changed', () => {
    expect(positionsOf([...commits, { firstPosition: 200, seqs: '{[5,6)}' }], 5, 5).get(5)).toBe(200);
  });
});
