import fc from 'fast-check';
import { findCardNumbers } from './card-numbers';

const found = (text: string): string[] => findCardNumbers(text).map(({ start, end }) => text.slice(start, end));

describe('findCardNumbers', () => {
  it.each([
    ['4222222222222', ['4222222222222']],
    ['378282246310005', ['378282246310005']],
    ['5500 0055 5555 5559', ['5500 0055 5555 5559']],
    ['6304000000000000000', ['6304000000000000000']],
    ['a 4111111111111111, b 4012-8888-8888-1881.', ['4111111111111111', '4012-8888-8888-1881']],
    ['4111 1111 1111 1111 4012 8888 8888 1881', ['4111 1111 1111 1111', '4012 8888 8888 1881']],
    ['4111 1111-1111 1111', []],
    ['4111  1111  1111  1111', []],
    ['411111111111', []],
    ['41111111111111111111', []],
    ['4111111111111112', []],
    ['1111111111111117', []],
    ['1.4111111111111111', []],
    ['(-1234.4111111111111111)', []],
    ['4111111111111111.4111111111111111', ['4111111111111111', '4111111111111111']],
    ['4111 1111 1111 1111.4111 1111 1111 1111', ['4111 1111 1111 1111', '4111 1111 1111 1111']],
    ['x4111111111111111', []],
    ['4111111111111111x', []],
  ])('%j holds %j', (text, cards) => {
    expect(found(text)).toEqual(cards);
  });

  it('finds a number of any length and grouping that passes Luhn, and none when its last digit is wrong', () => {
    const digits = fc
      .tuple(fc.constantFrom('2', '3', '4', '5', '6'), fc.stringMatching(/^[0-9]{11,17}$/))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(digits, fc.constantFrom('', ' ', '-'), fc.integer({ min: 4, max: 6 }), (body, separator, size) => {
        const check = checkDigit(body);
        const grouped = (number: string): string =>
          (number.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(separator);
        expect(found(`no ${grouped(body + check)}!`).join()).toContain(grouped(body + check));
        if (separator === '') expect(found(`no ${body}${(check + 1) % 10}!`)).toEqual([]);
      }),
    );
  });
});

/** The textbook rule, from the right. */
function checkDigit(body: string): number {
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
