import fc from 'fast-check';
import { editDistance } from './edit-distance';

/** The table as the textbook fills it. */
const slowly = (a: string, b: string): number => {
  const [left, right] = [[...a], [...b]];
  let row = right.map((_, at) => at + 1);
  left.forEach((letter, rows) => {
    let [diagonal, before] = [rows, rows + 1];
    row = row.map((above, at) => {
      const here = Math.min(above + 1, before + 1, diagonal + (letter === right[at] ? 0 : 1));
      diagonal = above;
      before = here;
      return here;
    });
  });
  return row.at(-1) ?? left.length;
};

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['flaw', 'lawn', 2],
    ['😀', '😁', 1],
    ['a'.repeat(32), 'a'.repeat(33), 1],
    ['a'.repeat(64), 'b'.repeat(65), 65],
    [`x${'ab'.repeat(50)}`, 'ab'.repeat(50), 1],
  ])('of %j and %j is %d', (a, b, expected) => {
    expect(editDistance(a, b)).toBe(expected);
    expect(editDistance(b, a)).toBe(expected);
  });

  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '😀'), maxLength: 140 });

  it('is what the table says, for texts longer than a word, too', () => {
    fc.assert(
      fc.property(text, text, (a, b) => expect(editDistance(a, b)).toBe(slowly(a, b))),
      { numRuns: 400 },
    );
  });
});
