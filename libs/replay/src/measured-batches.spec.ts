import { inMeasuredBatches, textLengthOf } from './measured-batches';

const mebibyte = 1024 * 1024;

/** How many items each batch has, where a row has so many characters. */
const sizesOf = async (lengths: readonly number[]): Promise<number[]> => {
  const sizes: number[] = [];
  const seen: number[] = [];
  const read = (some: readonly number[]): Promise<number[]> => {
    sizes.push(some.length);
    return Promise.resolve([...some]);
  };
  for await (const rows of inMeasuredBatches(lengths, read, (length) => length)) seen.push(...rows);
  expect(seen).toEqual(lengths);
  return sizes;
};

describe('inMeasuredBatches', () => {
  it('reads small rows sixteen at a time, once it has seen that they are', async () => {
    expect(await sizesOf(Array.from({ length: 40 }, () => 100))).toEqual([4, 16, 16, 4]);
  });

  it('reads fewer of large rows, and one at a time where one is more than what is held', async () => {
    expect(await sizesOf(Array.from({ length: 12 }, () => mebibyte))).toEqual([4, 2, 2, 2, 2]);
    expect(await sizesOf(Array.from({ length: 6 }, () => 5 * mebibyte))).toEqual([4, 1, 1]);
  });

  it('reads more again when rows are small again, and nothing of nothing', async () => {
    const lengths = [...Array.from({ length: 5 }, () => 5 * mebibyte), ...Array.from({ length: 20 }, () => 0)];
    expect(await sizesOf(lengths)).toEqual([4, 1, 1, 16, 3]);
    expect(await sizesOf([])).toEqual([]);
  });
});

describe('textLengthOf', () => {
  it('counts the texts of a value at any depth, and no keys', () => {
    expect(textLengthOf({ key: ['ab', { other: 'c' }, 12, true, null] })).toBe(3);
    expect(textLengthOf('text')).toBe(4);
  });
});
