import { isAllowedPath, isRepositoryPath, readAllowedPaths } from './allowed-paths';

describe('readAllowedPaths', () => {
  it('takes folders and files, each once', () => {
    expect(readAllowedPaths(['agents/', 'src/a b/ü.ts', 'agents/', '.github/x'])).toEqual([
      'agents/',
      'src/a b/ü.ts',
      '.github/x',
    ]);
  });

  it.each([
    [[]],
    [Array.from({ length: 51 }, (_, index) => `a${index}/`)],
    ...[
      '',
      '/',
      '/etc',
      '..',
      '../x',
      'a/../b',
      'a/..',
      './a',
      'a/./b',
      'a//b',
      'a//',
      'a\\b',
      '.git',
      '.git/',
      '.GIT/hooks/',
      'a/.git/config',
      '.git./x',
      '.git /x',
      'GIT~1/x',
      '.g\u200cit/x',
      'C:/x',
      '.git::$INDEX_ALLOCATION/x',
      'a\u0000b',
      'a\nb',
      'x'.repeat(513),
    ].map((path) => [[path]]),
  ])('refuses %j', (paths) => {
    expect(() => readAllowedPaths(paths)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { allowed_paths: expect.any(String) } }),
    );
  });
});

describe('isAllowedPath', () => {
  const allowed = ['agents/', 'src/book.ts', 'lib'];
  it.each([
    ['agents/a.ts', true],
    ['agents/deep/a.ts', true],
    ['src/book.ts', true],
    ['lib/a.ts', true],
    ['lib', true],
    ['agents', false],
    ['agentsx/a.ts', false],
    ['src/book.tsx', false],
    ['Agents/a.ts', false],
    ['agents/../x', false],
    ['agents//a', false],
    ['agents/.git/config', false],
    ['/agents/a.ts', false],
    ['', false],
  ])('of %j is %s', (path, expected) => expect(isAllowedPath(allowed, path)).toBe(expected));
});

it('a path of any length is judged in time', () => {
  expect(isRepositoryPath(`${'. '.repeat(200)}x`)).toBe(true);
});
