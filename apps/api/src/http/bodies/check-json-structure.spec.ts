import { checkJsonStructure } from './check-json-structure';

const codeOf = (text: string): string => {
  try {
    checkJsonStructure(Buffer.from(text));
    return 'passes';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the structure of a large body', () => {
  it.each([
    ['a million numbers', `[${'1,'.repeat(999_998)}1]`, 'passes'],
    ['more than a million numbers', `[${'1,'.repeat(1_000_001)}1]`, 'TOO_LARGE'],
    ['more than a million empty objects', `[${'{},'.repeat(600_000)}{}]`, 'TOO_LARGE'],
    ['commas and brackets in a string', `["${'[,\\"{'.repeat(2_000_000)}"]`, 'passes'],
    ['an escaped backslash at the end of a string', `["\\\\",${'[],'.repeat(600_000)}1]`, 'TOO_LARGE'],
    ['50,000 levels', '['.repeat(50_000), 'passes'],
    ['50,001 levels', '{"a":'.repeat(50_001), 'MALFORMED'],
    ['many levels one after the other', '[[[[]]]],'.repeat(200_000), 'passes'],
  ])('%s: %s', (_name, text, expected) => {
    expect(codeOf(text)).toBe(expected);
  });
});
