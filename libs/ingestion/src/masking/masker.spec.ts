import { parseJson, type JsonObject, type JsonValue } from '@debrief/kernel';
import fc from 'fast-check';
import { createMasker } from './masker';

const masker = createMasker({
  keys: ['vault pin', 'x_tenant_key'],
  patterns: [
    { name: 'acme', pattern: 'acme_*' },
    { name: 'employee', pattern: 'EMP-####' },
  ],
  maskEmails: true,
});
const defaults = createMasker();
const mask = (value: JsonValue): JsonValue => defaults.maskValue(value).value;

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow+/=\nAB==\n-----END RSA PRIVATE KEY-----';

describe('values under sensitive keys', () => {
  it.each([
    ['password'],
    ['Password'],
    ['api_key'],
    ['apiKey'],
    ['APIKey'],
    ['apikey'],
    ['x-api-key'],
    ['X-API-KEY'],
    ['openai.api.key'],
    ['client_secret'],
    ['accessToken'],
    ['Set-Cookie'],
    ['cardNumber'],
    ['creditCardNumber'],
    ['user[password]'],
    ['CVV'],
  ])('masks a string under %s', (key) => {
    expect(mask({ [key]: 'hunter2' })).toEqual({ [key]: '[REDACTED]' });
  });

  it.each([
    ['input_tokens'],
    ['tokens'],
    ['tokenizer'],
    ['secretary'],
    ['cookies_page'],
    ['keyapi'],
    ['api_public_key'],
    ['card_holder_number'],
    ['passwordless'],
  ])('leaves a string under %s', (key) => {
    expect(mask({ [key]: 'plain' })).toEqual({ [key]: 'plain' });
  });

  it('masks every string below the key and leaves other values', () => {
    expect(mask({ token: { a: ['x', 1, null, { id: 'y', ok: true }] } })).toEqual({
      token: { a: ['[REDACTED]', 1, null, { id: '[REDACTED]', ok: true }] },
    });
    expect(mask({ secret: 12, cvv: null, ssn: false })).toEqual({ secret: 12, cvv: null, ssn: false });
  });

  it('keeps ids and storage paths whole, whatever they look like', () => {
    const value = {
      id: 'sk-abcdefgh12345678',
      call_id: '4111111111111111',
      userId: jwt,
      token_id: 't',
      storage_path: 'AKIAABCDEFGHIJKLMNOP',
    };
    expect(defaults.maskValue(structuredClone(value))).toEqual({ value, counts: null });
    expect(mask({ user_id: ['sk-abcdefgh12345678'] })).toEqual({ user_id: ['[REDACTED]'] });
  });

  it('keeps a number that a double cannot hold', () => {
    const value = parseJson('{"token":9007199254740993,"n":[4111111111111111222]}');
    expect(JSON.stringify(mask(value))).toBe('{"token":9007199254740993,"n":[4111111111111111222]}');
  });

  it('masks below an own __proto__ key without touching a prototype', () => {
    const value = parseJson('{"__proto__":{"password":"p"},"a":{"__proto__":"Bearer abc"}}') as JsonObject;
    expect(JSON.stringify(mask(value))).toBe(
      '{"__proto__":{"password":"[REDACTED]"},"a":{"__proto__":"Bearer [REDACTED]"}}',
    );
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('keeps judging keys right after more keys than it remembers', () => {
    const many = Object.fromEntries(Array.from({ length: 10_500 }, (_, index) => [`k${index}`, 'v']));
    expect(defaults.maskValue(many).counts).toBeNull();
    expect(mask({ k1: 'v', password: 'p' })).toEqual({ k1: 'v', password: '[REDACTED]' });
  });
});

describe('secrets inside text', () => {
  it.each([
    ['Authorization: Bearer abc', 'Authorization: Bearer [REDACTED]'],
    ['bearer   a.b-c_d~e+f/g== next', 'bearer   [REDACTED] next'],
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic [REDACTED]'],
    ['basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'basic [REDACTED]'],
    [`base64-${jwt}`, 'base64-[REDACTED]'],
    [`token ${jwt}, then`, 'token [REDACTED], then'],
    ['key=sk-proj-abcdefghijklmnop_qr.', 'key=[REDACTED].'],
    ['sk-abc12345', '[REDACTED]'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', '[REDACTED]'],
    ['github_pat_11ABCDEFG0abcdefghijkl_mnop', '[REDACTED]'],
    ['id AKIAIOSFODNN7EXAMPLE;', 'id [REDACTED];'],
    [`a\n${pem}\nb`, 'a\n[REDACTED]\nb'],
    [pem.slice(0, 50), '[REDACTED]'],
    ['card 4111 1111 1111 1111 ok', 'card [REDACTED] ok'],
    ['4111-1111-1111-1111', '[REDACTED]'],
    ['378282246310005', '[REDACTED]'],
    ['on 2024 4111 1111 1111 1111', 'on 2024 [REDACTED]'],
    ['spoken 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1', 'spoken [REDACTED]'],
    ['ssn 078-05-1120.', 'ssn [REDACTED].'],
    ['078-05-1120-4111111111111111', '[REDACTED]-[REDACTED]'],
    ['Basic sk-abcdefgh12345678', 'Basic [REDACTED]'],
  ])('%j becomes %j', (text, expected) => {
    expect(defaults.maskText(text).value).toBe(expected);
  });

  it.each([
    ['Basic economy, basic information'],
    ['Bearer {token} and Bearer $TOKEN'],
    ['task-1234567890abcdefgh and sk-short'],
    ['4111 1111 1111 1112'],
    ['1764112345123 and 0000000000000000'],
    ['score 0.5555555555554444'],
    ['a4111111111111111 4111111111111111b 41111111111111111111111'],
    ['base64-eyJhbGciOiJIUzI1NiJ9'],
    ['666-12-3456 900-12-3456 123-00-4567 123-45-0000 1234-45-67890'],
    ['2026-11-23T10:11:12.123456Z, 550e8400-e29b-41d4-a716-446655440000'],
    ['AKIASHORT akiaiosfodnn7example'],
    ['mail jane@example.com'],
    ['[REDACTED] [REDACTED]'],
    [''],
  ])('%j stays', (text) => {
    expect(defaults.maskText(text)).toEqual({ value: text, counts: null });
  });

  it('applies what a workspace adds', () => {
    const value = {
      vault_pin: 'x',
      'X-Tenant-Key': 'y',
      note: 'acme_k1-2.z, EMP-1234 EMP-12345 jane.d+x@mail.example.com',
    };
    expect(masker.maskValue(value)).toEqual({
      value: {
        vault_pin: '[REDACTED]',
        'X-Tenant-Key': '[REDACTED]',
        note: '[REDACTED], [REDACTED] EMP-12345 [REDACTED]',
      },
      counts: { 'key:vault pin': 1, 'key:x_tenant_key': 1, 'value:acme': 1, 'value:employee': 1, 'value:email': 1 },
    });
  });

  it('counts by rule', () => {
    const value = { password: 'a', list: ['Bearer b and Bearer c', '4111111111111111'] };
    expect(defaults.maskValue(value).counts).toEqual({ 'key:password': 1, 'value:bearer': 2, 'value:card_number': 1 });
  });

  it.each([
    ['a'.repeat(1_000_000)],
    ['1'.repeat(1_000_000)],
    ['1 '.repeat(500_000)],
    ['4 '.repeat(500_000) + 'x'],
    ['eyJ'.repeat(300_000)],
    ['-eyJ'.repeat(250_000)],
    ['eyJ.'.repeat(250_000)],
    ['sk-'.repeat(300_000)],
    ['Basic '.repeat(150_000)],
    ['Bearer' + ' '.repeat(900_000)],
    ['-----BEGIN A '.repeat(70_000)],
    ['-----BEGIN PRIVATE KEY-----'.repeat(30_000)],
    ['a@'.repeat(400_000)],
    ['a@' + 'a.'.repeat(400_000)],
    ['acme_'.repeat(200_000)],
  ])('gets through hostile megabyte %# (quadratic time would take hours)', (text) => {
    const started = performance.now();
    masker.maskText(text);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('masking as a whole', () => {
  const secrets = [
    'Bearer s3cr3t-canary',
    jwt,
    'sk-canary-canary-canary',
    'ghp_canarycanarycanarycanary',
    'AKIACANARYCANARY1234',
    pem,
    '4111 1111 1111 1111',
    '078-05-1120',
    'canary@mail.example.com',
    'acme_canary',
  ];
  const plain = fc.stringMatching(/^[ a-z,.:;()é😀\n"'{}[\]]{0,12}$/u);
  const before = fc.constantFrom(' ', '\n', ', ', '="', ': ', '(', ' - ');
  const after = fc.constantFrom(' ', '\n', ', ', '"', ': ', ')', ' - ');
  const chunk = fc.tuple(before, fc.constantFrom(...secrets), after);

  it('removes each secret and changes no other character', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(plain, chunk)), plain, (parts, last) => {
        const text = parts.map(([words, [before, secret, after]]) => words + before + secret + after).join('') + last;
        const expected =
          parts.map(([words, [before, secret, after]]) => words + before + hidden(secret) + after).join('') + last;
        expect(masker.maskText(text).value).toBe(expected);
      }),
    );
  });

  it('is done after one pass', () => {
    const scrap = fc.oneof(
      fc.constantFrom(
        ...secrets,
        ...secrets.map((secret) => secret.slice(0, -3)),
        ...secrets.map((secret) => secret.slice(3)),
      ),
      fc.constantFrom(
        '[REDACTED]',
        '-',
        '_',
        '.',
        '@',
        ' ',
        '=',
        '4111',
        '1111',
        '123-45-6789',
        'Basic ',
        'Bearer ',
        'sk-',
        'eyJ',
        '[',
        ']',
        '😀',
      ),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 12 }), (scraps) => {
        const once = masker.maskText(scraps.join('')).value;
        expect(masker.maskText(once)).toEqual({ value: once, counts: null });
      }),
      { numRuns: 3_000 },
    );
  });

  it('returns what it was given where there is nothing to mask', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: fc.constantFrom('a', 'b', ' ', '.') }), (sent) => {
        const value = structuredClone(sent) as JsonValue;
        expect(defaults.maskValue(value)).toEqual({ value: sent, counts: null });
      }),
    );
  });
});

/** The scheme stays readable. */
const hidden = (secret: string): string => (secret.startsWith('Bearer ') ? 'Bearer [REDACTED]' : '[REDACTED]');
