import { chooseRef, isRefName } from './choose-ref';

const [a, b, c] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];

describe('chooseRef', () => {
  it.each([
    ['a branch', `${a}\trefs/heads/x\n`, a],
    ['a branch before a tag', `${a}\trefs/tags/x\n${b}\trefs/heads/x\n`, b],
    ['a plain tag', `${a}\trefs/tags/x\n`, a],
    ['what an annotated tag leads to', `${a}\trefs/tags/x\n${c}\trefs/tags/x^{}\n`, c],
    ['not a name that only ends alike', `${a}\trefs/heads/refs/heads/x\n`, undefined],
    ['nothing', '', undefined],
  ])('takes %s', (_what, lines, expected) => expect(chooseRef(lines, 'x')).toBe(expected));
});

describe('isRefName', () => {
  it.each(['main', 'release/1.2', 'fix-1', 'ünï', 'a@b', 'x'.repeat(255)])('takes %s', (name) =>
    expect(isRefName(name)).toBe(true),
  );
  it.each([
    '',
    '-b',
    '--upload-pack=x',
    'a..b',
    'a b',
    'a\nb',
    'a\u0000',
    'a*',
    'a?',
    'a[',
    'a~1',
    'a^',
    'a:b',
    'a\\b',
    '@',
    'a@{1}',
    '/a',
    'a/',
    'a//b',
    '.a',
    'a/.b',
    'a.',
    'a.lock',
    'x'.repeat(256),
  ])('refuses %j', (name) => expect(isRefName(name)).toBe(false));
});
