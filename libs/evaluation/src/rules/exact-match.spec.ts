import type { JsonValue } from '@debrief/kernel';
import { exactMatch } from './exact-match';

const plain = { ignoreCase: false, trim: false };

describe('exact_match', () => {
  it.each<[JsonValue | undefined, JsonValue, object, boolean]>([
    ['Paris', 'Paris', {}, true],
    ['paris', 'Paris', {}, false],
    ['paris', 'PARIS', { ignoreCase: true }, true],
    [' Paris\n', 'Paris', {}, false],
    [' Paris\n', 'Paris', { trim: true }, true],
    [{ a: 1, b: [2] }, { b: [2.0], a: 1 }, {}, true],
    [{ a: 1 }, { a: 1, b: null }, {}, false],
    [[1, 2], [2, 1], {}, false],
    [{ a: 'X ' }, { a: 'x' }, { ignoreCase: true, trim: true }, true],
    [42, '42', {}, true],
    ['42', 42, {}, true],
    [{ a: 1 }, '{"a":1}', {}, true],
    [null, '', {}, false],
    [undefined, '', {}, false],
    [undefined, 'null', {}, false],
    [undefined, null, {}, true],
    [{ ['__proto__']: 1 }, {}, {}, false],
  ])('%j as %j %j: %s', (actual, expected, folding, isTrue) =>
    expect(exactMatch(actual, expected, { ...plain, ...folding })).toMatchObject({
      dataType: 'BOOLEAN',
      value: isTrue ? 1 : 0,
      stringValue: isTrue ? 'True' : 'False',
    }),
  );
});
