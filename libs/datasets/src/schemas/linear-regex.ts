import { RE2JS } from 're2js';

const flagBits: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
  g: 0,
  u: 0,
};

/**
 * An expression of RE2: it takes time that grows with the text alone, so that those of strangers may run here.
 * @param flags of i, m and s; g and u say what is the case anyway
 * @returns `test` finds it anywhere in a text
 * @throws for what RE2 cannot read
 */
export const compileRegex = (pattern: string, flags = ''): { test(text: string): boolean } => {
  const bits = [...flags].reduce((sum, flag) => sum | (flagBits[flag] ?? 0), 0);
  const expression = RE2JS.compile(RE2JS.translateRegExp(pattern), bits);
  return { test: (text) => expression.matcher(text).find() };
};

/** What is wrong with an expression; undefined: nothing. Look-around and back references have no linear time: RE2 knows none. */
export const regexProblem = (pattern: string, flags: string): string | undefined => {
  if ([...flags].some((flag) => !Object.hasOwn(flagBits, flag))) return 'has flags other than i, m, s, g and u';
  try {
    compileRegex(pattern, flags);
    return undefined;
  } catch (error) {
    return `is no expression of RE2: ${error instanceof Error ? error.message : 'it cannot be read'}`;
  }
};
