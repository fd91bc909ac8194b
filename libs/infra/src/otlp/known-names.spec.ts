import { KnownNames } from './known-names';

const readAll = (names: readonly string[]): string[] => {
  const known = new KnownNames();
  return names.map((name) => {
    const body = Buffer.from(`<${name}>`);
    return known.read(body, 1, body.length - 1);
  });
};

describe('KnownNames', () => {
  it('reads names as they stand, however often they come', () => {
    const names = ['gen_ai.system', '', 'naïve', 'gen_ai.system', '\u{1f600}', 'x'.repeat(65), 'gen_ai.system', ''];
    expect(readAll(names)).toEqual(names);
  });

  it('keeps apart names that share a place', () => {
    // 'Aa' and 'BB' have the same hash, and so have all texts made of them.
    const alike = ['AaAa', 'AaBB', 'BBAa', 'BBBB'];
    expect(readAll([...alike, ...alike])).toEqual([...alike, ...alike]);
  });

  it('reads more names than it has places for', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `name.${index}`);
    expect(readAll([...many, ...many])).toEqual([...many, ...many]);
  });
});
