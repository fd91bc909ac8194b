import { createHash } from 'node:crypto';
import { hashPrefixOf, readSha256, toMediaId } from './media-id';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the id of a medium', () => {
  it.each(['', 'a', 'b', 'hello', 'x'.repeat(1000)])('of %p leads back to the beginning of its hash', (text) => {
    const sha256 = hashOf(text);
    const id = toMediaId(sha256);
    expect(id).toHaveLength(22);
    expect(hashPrefixOf(id)).toHaveLength(33);
    expect(sha256.startsWith(hashPrefixOf(id)!)).toBe(true);
  });

  it('is what the SDKs compute', () => {
    // Of the empty text: base64 of its hash is 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    expect(toMediaId(hashOf(''))).toBe('47DEQpj8HBSa-_TImW-5JC');
  });

  it.each(['', 'short', '47DEQpj8HBSa+/TImW+5JC', '47DEQpj8HBSa-_TImW-5JCx', "' or 1=1 -- aaaaaaaaaaaa"])(
    'is not %p',
    (id) => {
      expect(hashPrefixOf(id)).toBeUndefined();
    },
  );
});

describe('a hash in base64', () => {
  it('is read as hex', () => {
    expect(readSha256('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')).toBe(hashOf(''));
  });

  it.each(['', 'abc', '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=', hashOf(''), 'A'.repeat(44)])(
    'is not %p',
    (text) => {
      expect(() => readSha256(text)).toThrow('must be a SHA-256 in base64');
    },
  );
});
