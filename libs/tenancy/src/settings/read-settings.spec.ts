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
  ])('%s', (_name, patch, expected) => expect(readSettings('workspace', patch, current)).toEqual(expected));

  it('starts from no rules', () =>
    expect(readSettings('workspace', { masker: { emails: true } }, {})).toEqual({
      masker: { keys: [], values: [], emails: true },
    }));

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
    [{ detectors: { disabled: ['tool_error'] } }, 'settings.detectors'],
  ])('refuses %j, naming %s', (patch, field) => {
    expect(() => readSettings('workspace', patch, current)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
    );
  });

  it.each([
    ['labels, sorted and once', { detectors: { disabled: ['b', 'a', 'b'] } }, { disabled: ['a', 'b'], thresholds: {} }],
    [
      'thresholds beside those that stand',
      { detectors: { thresholds: { 'retry_storm.calls': 9 } } },
      { disabled: ['old'], thresholds: { 'a.b': 1, 'retry_storm.calls': 9 } },
      { disabled: ['old'], thresholds: { 'a.b': 1 } },
    ],
    [
      'null as the default',
      { detectors: { thresholds: { 'a.b': null } } },
      { disabled: [], thresholds: {} },
      { disabled: [], thresholds: { 'a.b': 1 } },
    ],
  ])('a project sets %s', (_name, patch, expected, detectors = undefined) =>
    expect(readSettings('project', patch, detectors ? { detectors } : {}).detectors).toEqual(expected),
  );

  it('a project sets when a request is slow', () =>
    expect(readSettings('project', { http_slow_ms: 250 }, {})).toEqual({ http_slow_ms: 250 }));

  it('a project sets from which pages it is reported to, sorted and once', () => {
    const allowed_origins = ['https://b.example:8443', '*', 'http://a.example', '*'];
    expect(readSettings('project', { allowed_origins }, {})).toEqual({
      allowed_origins: ['*', 'http://a.example', 'https://b.example:8443'],
    });
  });

  it.each(['a.example', 'https://a.example/', 'https://A.example', 'ftp://a.example', 'https://*.example', null])(
    'refuses %j as an origin',
    (origin) => {
      expect(() => readSettings('project', { allowed_origins: [origin] }, {})).toThrow(
        expect.objectContaining({ fields: { 'settings.allowed_origins.0': expect.any(String) } }),
      );
    },
  );

  it.each([0, 1.5, '250', 2 ** 31])('refuses http_slow_ms = %j', (value) => {
    expect(() => readSettings('project', { http_slow_ms: value }, {})).toThrow(
      expect.objectContaining({ fields: { 'settings.http_slow_ms': expect.any(String) } }),
    );
  });

  it('a workspace sets the hosts that may be called, sorted and once', () =>
    expect(
      readSettings(
        'workspace',
        { allowed_outbound_hosts: ['hooks.example.com', '*.Acme.example:8443', 'hooks.example.com'] },
        {},
      ),
    ).toEqual({ allowed_outbound_hosts: ['*.acme.example:8443', 'hooks.example.com'] }));

  it.each([
    [{ allowed_outbound_hosts: 'hooks.example.com' }, 'settings.allowed_outbound_hosts'],
    [{ allowed_outbound_hosts: Array(101).fill('a.example') }, 'settings.allowed_outbound_hosts'],
    [{ allowed_outbound_hosts: ['a.example', 'https://a.example'] }, 'settings.allowed_outbound_hosts.1'],
    [{ allowed_outbound_hosts: [null] }, 'settings.allowed_outbound_hosts.0'],
  ])('of a workspace refuses %j, naming %s', (patch, field) => {
    expect(() => readSettings('workspace', patch, {})).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
    );
  });

  it('a workspace sets what models cost it, by model', () =>
    expect(
      readSettings(
        'workspace',
        {
          prices: [
            { model: 'Tuned', input: 1, output: 2, cache_read: null, reasoning: 3 },
            { model: 'a', input: 0, output: 0 },
          ],
        },
        {},
      ),
    ).toEqual({
      prices: [
        { model: 'a', input: 0, output: 0 },
        { model: 'tuned', input: 1, output: 2, reasoning: 3 },
      ],
    }));

  const price = { model: 'm', input: 1, output: 1 };
  it.each([
    [{ prices: {} }, 'settings.prices'],
    [{ prices: Array.from({ length: 201 }, (_, at) => ({ ...price, model: `m${at}` })) }, 'settings.prices'],
    [{ prices: ['m'] }, 'settings.prices.0'],
    [{ prices: [{ ...price, output: undefined }] }, 'settings.prices.0.output'],
    [{ prices: [{ ...price, input: '1' }] }, 'settings.prices.0.input'],
    [{ prices: [{ ...price, input: -1 }] }, 'settings.prices.0.input'],
    [{ prices: [{ ...price, cache_write: 1e9 }] }, 'settings.prices.0.cache_write'],
    [{ prices: [{ ...price, model: '' }] }, 'settings.prices.0.model'],
    [{ prices: [{ ...price, currency: 'EUR' }] }, 'settings.prices.0.currency'],
    [{ prices: [price, { ...price, model: 'M' }] }, 'settings.prices.1.model'],
  ])('of a workspace refuses the prices %.60j, naming %s', (patch, field) => {
    expect(() => readSettings('workspace', patch, {})).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
    );
  });

  it('a project sets from which confidence a detection opens an incident', () =>
    expect(readSettings('project', { incident_threshold: 0.75 }, {})).toEqual({ incident_threshold: 0.75 }));

  it('a project sets limits of the rules for sessions, and takes them back', () => {
    const set = readSettings('project', { session_thresholds: { 'slow_share.share': 0.7, 'b.c': 2 } }, {});
    expect(set).toEqual({ session_thresholds: { 'b.c': 2, 'slow_share.share': 0.7 } });
    expect(readSettings('project', { session_thresholds: { 'slow_share.share': null } }, set)).toEqual({
      session_thresholds: { 'b.c': 2 },
    });
  });

  it.each([
    [{ session_thresholds: 3 }, 'settings.session_thresholds'],
    [{ session_thresholds: { 'a.b': 'x' } }, 'settings.session_thresholds.a.b'],
    [{ detectors: { off: [] } }, 'settings.detectors.off'],
    [{ detectors: { disabled: 'x' } }, 'settings.detectors.disabled'],
    [{ detectors: { disabled: ['Bad Label'] } }, 'settings.detectors.disabled.0'],
    [{ detectors: { thresholds: { calls: 1 } } }, 'settings.detectors.thresholds.calls'],
    [{ detectors: { thresholds: { 'a.b': -1 } } }, 'settings.detectors.thresholds.a.b'],
    [{ detectors: { thresholds: { 'a.b': '1' } } }, 'settings.detectors.thresholds.a.b'],
    [{ incident_threshold: 1.5 }, 'settings.incident_threshold'],
    [{ incident_threshold: '0.5' }, 'settings.incident_threshold'],
  ])('of a project refuses %j, naming %s', (patch, field) => {
    expect(() => readSettings('project', patch, {})).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
    );
  });
});
