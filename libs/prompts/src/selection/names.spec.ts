import { checkLabel, checkName, readLabels, readTags } from './names';

const refusal = expect.objectContaining({ code: 'INVALID' }) as unknown as Error;

describe('checkName', () => {
  it.each(['a', 'a/b/c', 'a.b', '...', '.a', 'a b', '日本語', 'x'.repeat(256), '100%', 'latest'])('takes %j', (name) =>
    expect(() => checkName(name)).not.toThrow(),
  );
  it.each([
    '',
    'x'.repeat(257),
    '.',
    '..',
    'a/..',
    './a',
    'a/./b',
    '/',
    'a/',
    '/a',
    'a//b',
    'a/ ',
    'a\0',
    'a\tb',
    '\ud800',
  ])('refuses %j', (name) => expect(() => checkName(name)).toThrow(refusal));
});

describe('checkLabel', () => {
  it.each(['production', 'a', 'v1.2', 'a_b-c', '0', 'x'.repeat(36)])('takes %j', (label) =>
    expect(() => checkLabel('label', label)).not.toThrow(),
  );
  it.each(['', 'latest', 'A', 'a b', 'a/b', 'é', 'x'.repeat(37), 'a\n'])('refuses %j', (label) =>
    expect(() => checkLabel('label', label)).toThrow(refusal),
  );
});

describe('readLabels', () => {
  it('has each once, sorted', () => expect(readLabels('labels', ['b', 'a', 'b'])).toEqual(['a', 'b']));
});

describe('readTags', () => {
  it('has each once, as they came', () => expect(readTags(['b', 'a', 'b'])).toEqual(['b', 'a']));
  it('refuses an empty one', () => expect(() => readTags(['a', ''])).toThrow(refusal));
});
