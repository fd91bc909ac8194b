import { parseTargetPath, parseValuePath, readPath } from './target-path';

describe('a target path', () => {
  it.each<[string, string, (string | number)[]]>([
    ['output', 'output', []],
    ['$.output', 'output', []],
    ["$['output']", 'output', []],
    ['input.question', 'input', ['question']],
    ['output.items[0].name', 'output', ['items', 0, 'name']],
    ['$.output[-1]', 'output', [-1]],
    ["metadata['a b']", 'metadata', ['a b']],
    ['metadata["it\'s"]', 'metadata', ["it's"]],
    ["metadata['it\\'s']", 'metadata', ["it's"]],
    ['metadata.größe', 'metadata', ['größe']],
  ])('%s is read', (text, part, steps) => expect(parseTargetPath(text)).toEqual({ part, steps }));

  it.each([
    '',
    '$',
    'answer',
    'output.',
    'output..name',
    'output[*]',
    'output[01]',
    'output[1:2]',
    'output[?(@.a)]',
    'output name',
    'output[',
    `output${'.a'.repeat(600)}`,
    `output${'.a'.repeat(65)}`,
  ])('%s is refused', (text) => expect(parseTargetPath(text)).toBeUndefined());

  it.each<[string, (string | number)[] | undefined]>([
    ['$', []],
    ['a.b', ['a', 'b']],
    ['[0].a', [0, 'a']],
    ['$[0]', [0]],
    ['', undefined],
    ['a.*', undefined],
  ])('inside one value: %s', (text, steps) => expect(parseValuePath(text)).toEqual(steps));
});

describe('readPath', () => {
  const value = { items: [{ name: 'a' }, { name: null }], length: 2 };
  it.each<[(string | number)[], unknown]>([
    [[], value],
    [['items', 0, 'name'], 'a'],
    [['items', -1, 'name'], null],
    [['items', 2], undefined],
    [['items', 'length'], undefined],
    [['length'], 2],
    [['toString'], undefined],
    [['__proto__'], undefined],
    [['items', 0, 'name', 0], undefined],
  ])('%j', (steps, found) => expect(readPath(value, steps)).toEqual(found));
});
