import { afterPrefix, isWholeSha, readCommitSha } from './commit-sha';

const whole = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';

describe('readCommitSha', () => {
  it.each([
    [whole, whole],
    [whole.toUpperCase(), whole],
    [` ${whole}\n`, whole],
    ['a1b2c3d', 'a1b2c3d'],
    ['f'.repeat(64), 'f'.repeat(64)],
    ['a1b2c3', undefined],
    ['f'.repeat(65), undefined],
    ['a1b2c3g', undefined],
    ['main', undefined],
    ['--upload-pack=x', undefined],
    ['', undefined],
  ])('reads %p as %p', (sent, sha) => expect(readCommitSha(sent)).toBe(sha));
});

it('knows a whole one', () => expect([whole, 'a1b2c3d', 'main'].map(isWholeSha)).toEqual([true, false, false]));

it('ends a range after all that begin alike', () => {
  const [low, high] = ['a1b2c3d', afterPrefix('a1b2c3d')];
  expect([whole, 'a1b2c3d', 'a1b2c3df'].every((sha) => sha < low || sha < high)).toBe(true);
  expect('a1b2c3e' < high).toBe(false);
});
