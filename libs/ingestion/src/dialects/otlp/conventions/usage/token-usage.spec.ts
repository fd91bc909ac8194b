import { settleUsage, type ReportedUsage } from './token-usage';

const parts = { cacheRead: 0, cacheWrite: 0, reasoning: 0 };

describe('settleUsage', () => {
  it.each<[string, ReportedUsage, object | null]>([
    ['nothing', {}, null],
    ['parts alone', { cacheRead: 5 }, null],
    ['a total alone', { total: 9 }, { ...parts, input: 0, output: 0, total: 9 }],
    ['zeros', { input: 0, output: 0 }, { ...parts, input: 0, output: 0, total: 0 }],
    ['a total below its parts', { input: 5, output: 5, total: 3 }, { ...parts, input: 5, output: 5, total: 10 }],
    ['a total above its parts', { input: 5, output: 5, total: 12 }, { ...parts, input: 5, output: 5, total: 12 }],
    [
      'a total of input and output: cache is included',
      { input: 1000, output: 50, total: 1050, cacheRead: 100 },
      { ...parts, input: 1000, output: 50, total: 1050, cacheRead: 100 },
    ],
    [
      'a total that needs the cache: it was apart',
      { input: 900, output: 50, total: 1050, cacheRead: 100 },
      { ...parts, input: 1000, output: 50, total: 1050, cacheRead: 100 },
    ],
    [
      'a total that needs both reading and writing',
      { input: 100, output: 50, total: 480, cacheRead: 300, cacheWrite: 30 },
      { ...parts, input: 430, output: 50, total: 480, cacheRead: 300, cacheWrite: 30 },
    ],
    [
      'a total that needs the reasoning',
      { input: 100, output: 50, total: 170, reasoning: 20 },
      { ...parts, input: 100, output: 70, total: 170, reasoning: 20 },
    ],
    [
      'a total that needs cache and reasoning',
      { input: 100, output: 50, total: 180, cacheRead: 10, reasoning: 20 },
      { ...parts, input: 110, output: 70, total: 180, cacheRead: 10, reasoning: 20 },
    ],
    [
      'no total, a cache that fits: included',
      { input: 1000, output: 50, cacheRead: 100 },
      { ...parts, input: 1000, output: 50, total: 1050, cacheRead: 100 },
    ],
    [
      'no total, a cache that does not fit: apart',
      { input: 10, output: 50, cacheRead: 8, cacheWrite: 3 },
      { ...parts, input: 21, output: 50, total: 71, cacheRead: 8, cacheWrite: 3 },
    ],
    [
      'no total, reasoning that does not fit: apart',
      { input: 10, output: 50, reasoning: 60 },
      { ...parts, input: 10, output: 110, total: 120, reasoning: 60 },
    ],
    [
      'a total that says included of a cache that cannot be',
      { input: 10, output: 50, total: 60, cacheRead: 100 },
      { ...parts, input: 110, output: 50, total: 160, cacheRead: 100 },
    ],
    [
      'a source that counts apart, whatever the total says',
      { input: 1000, output: 50, total: 1050, cacheRead: 100, isCacheApart: true },
      { ...parts, input: 1100, output: 50, total: 1150, cacheRead: 100 },
    ],
  ])('%s', (_name, reported, expected) => {
    expect(settleUsage(reported)).toEqual(expected);
  });
});
