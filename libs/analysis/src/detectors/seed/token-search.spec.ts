import fc from 'fast-check';
import { tokenSearch } from './token-search';

describe('a search for tokens', () => {
  it.each([
    [['day'], 'yesterday', true],
    [['day'], 'da y', false],
    [['abcd', 'bcx'], 'abcx', true],
    [['aaab'], 'aaaab', true],
    [['she', 'hers'], 'ushers', true],
    [[], 'anything', false],
    [['day'], '', false],
    [['straße', 'İst'], 'die straße', true],
    [['__proto__'], 'a.__proto__.b', true],
  ])('for %j in "%s" is %s', (tokens, text, expected) => expect(tokenSearch(tokens)(text)).toBe(expected));

  it('finds what one search for each finds', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 });
    const long = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 40 });
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 6 }), long, (tokens, text) =>
        expect(tokenSearch(tokens)(text)).toBe(tokens.some((token) => text.includes(token))),
      ),
    );
  });
});
