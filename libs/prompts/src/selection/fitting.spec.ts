import { fitting } from './fitting';

describe('fitting', () => {
  it.each([
    [[], 0],
    [[10], 1],
    [[11], 1],
    [[4, 6], 2],
    [[4, 6, 1], 2],
    [[4, 7, 1], 1],
    [[0, 0, 0], 3],
  ])('of %j in 10 are %d', (sizes, count) => expect(fitting(sizes, 10)).toBe(count));
});
