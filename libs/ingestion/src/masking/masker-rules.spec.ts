import { checkMaskerRules, type MaskerRules } from './masker-rules';

const named = (pattern: string): MaskerRules => ({ patterns: [{ name: 'rule', pattern }] });

describe('checkMaskerRules', () => {
  it.each([
    [{}],
    [{ keys: ['x_key', 'schlüssel'], maskEmails: true }],
    [named('acme_*')],
    [named('EMP-######')],
    [named('(a+)+$')],
    [named('order ?? of \\d {3} / "x"')],
  ])('accepts %j', (rules) => {
    expect(() => checkMaskerRules(rules)).not.toThrow();
  });

  it.each([
    [{ keys: [''] }, 'keys.0'],
    [{ keys: ['ok', '__'] }, 'keys.1'],
    [{ keys: ['x'.repeat(65)] }, 'keys.0'],
    [{ keys: Array.from({ length: 51 }, () => 'x') }, 'keys'],
    [{ patterns: Array.from({ length: 51 }, () => ({ name: 'x', pattern: 'abc' })) }, 'patterns'],
    [{ patterns: [{ name: 'Not valid', pattern: 'abc' }] }, 'patterns.0.name'],
    [named(''), 'patterns.0.pattern'],
    [named('ab'), 'patterns.0.pattern'],
    [named('a*b'), 'patterns.0.pattern'],
    [named('abc**'), 'patterns.0.pattern'],
    [named('***'), 'patterns.0.pattern'],
    [named('a[bc]'), 'patterns.0.pattern'],
    [named('---'), 'patterns.0.pattern'],
    [named('a'.repeat(65)), 'patterns.0.pattern'],
    [named('abc\n'), 'patterns.0.pattern'],
  ])('refuses %j, naming %s', (rules, field) => {
    expect(() => checkMaskerRules(rules)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
    );
  });
});
