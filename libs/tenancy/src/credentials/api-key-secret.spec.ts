import { hashSecret, isWellFormedSecret, mintApiKey } from './api-key-secret';

// Its checksum was computed apart, with Python's zlib.crc32.
const known = 'dbf_sk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg17VxkI';

describe('an API key', () => {
  it('has the documented form', () => {
    const { secretKey, publicKey, preview } = mintApiKey();
    expect(secretKey).toMatch(/^dbf_sk_[0-9A-Za-z]{49}$/);
    expect(publicKey).toMatch(/^dbf_pk_[0-9A-Za-z]{32}$/);
    expect(preview).toBe(`dbf_sk_…${secretKey.slice(-4)}`);
    expect(isWellFormedSecret(secretKey)).toBe(true);
  });

  it('is never minted twice', () => {
    expect(new Set(Array.from({ length: 500 }, () => mintApiKey().secretKey)).size).toBe(500);
  });

  it('is refused after any change of one character', () => {
    const { secretKey } = mintApiKey();
    for (let i = 0; i < secretKey.length; i += 1) {
      const other = secretKey[i] === 'a' ? 'b' : 'a';
      expect(isWellFormedSecret(secretKey.slice(0, i) + other + secretKey.slice(i + 1))).toBe(false);
    }
  });

  it('is refused when two neighbours changed places', () => {
    expect(isWellFormedSecret(known)).toBe(true);
    expect(isWellFormedSecret(known.replace('12', '21'))).toBe(false);
  });

  it.each([
    '',
    'dbf_sk_',
    'dbf_pk_abc',
    `${known} `,
    `${known}\n`,
    ` ${known}`,
    known.toLowerCase(),
    known.slice(0, -1),
    `${known}0`,
    'sk-at-abc',
  ])('is not %p', (text) => expect(isWellFormedSecret(text)).toBe(false));

  it('is stored as an HMAC that differs by instance', () => {
    const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    expect(hashSecret(one, known)).toHaveLength(32);
    expect(hashSecret(one, known)).toEqual(hashSecret(one, known));
    expect(hashSecret(one, known)).not.toEqual(hashSecret(other, known));
  });
});
