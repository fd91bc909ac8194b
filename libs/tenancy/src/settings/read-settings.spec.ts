import { readSettings } from './read-settings';

const current = { masker: { keys: ['iban'], values: ['acme-*'], emails: true } };

describe('readSettings', () => {
  it.each([
    ['nothing keeps all', {}, current],
    ['null keeps all', { masker: null }, current],
    ['an absent part keeps', { masker: { keys: [] } }, { masker: { keys: [], values: ['acme-*'], emails: true } }],
    [
      'a null part keeps',
      { masker: { emails: false, values: null } },
      { masker: { keys: ['iban'], values: ['acme-*'], emails: false } },
    ],
    [
      'a rule counts once',
      { masker: { keys: ['a', 'b', 'a'] } },
      { masker: { keys: ['a', 'b'], values: ['acme-*'], emails: true } },
    ],
  ])('%s', (_name, patch, expected) => expect(readSettings(patch, current)).toEqual(expected));

  it('starts from no rules', () =>
    expect(readSettings({ masker: { emails: true } }, {})).toEqual({ masker: { keys: [], values: [], emails: true } }));

  it.each([
    [{ plan: 'enterprise' }, 'settings.plan'],
    [JSON.parse('{"__proto__": {"masker": {}}}'), 'settings.__proto__'],
    [[], 'settings'],
    ['masker', 'settings'],
    [{ masker: [] }, 'settings.masker'],
    [{ masker: { regex: ['a+'] } }, 'settings.masker.regex'],
    [{ masker: { toString: 1 } }, 'settings.masker.toString'],
    [{ masker: { keys: 'iban' } }, 'settings.masker.keys'],
    [{ masker: { keys: [1] } }, 'settings.masker.keys.0'],
    [{ masker: { keys: ['iban', ' '] } }, 'settings.masker.keys.1'],
    [{ masker: { values: ['x'.repeat(65)] } }, 'settings.masker.values.0'],
    [{ masker: { values: ['a*b'] } }, 'settings.masker.values.0'],
    [{ masker: { values: Array(26).fill('x') } }, 'settings.masker.values'],
    [{ masker: { emails: 'yes' } }, 'settings.masker.emails'],
  ])('refuses %j, naming %s', (patch, field) => {
    expect(() => readSettings(patch, current)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
    );
  });
});
