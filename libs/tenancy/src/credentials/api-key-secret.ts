import { createHmac, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * A project API key. Secret: `dbf_sk_` + 43 random base62 characters (256 bits) + checksum of 6; public: `dbf_pk_` + 32 characters.
 * The checksum is the CRC-32 of all before it, in base62, so that a typo is refused without a query and secret scanners
 * can tell a key from noise (as GitHub's tokens: https://github.blog/engineering/behind-githubs-new-authentication-token-formats/).
 */
export interface MintedApiKey {
  readonly secretKey: string;
  readonly publicKey: string;
  /** Enough to recognise a key by, e.g. `dbf_sk_…Ab12`. */
  readonly preview: string;
}

const secretPrefix = 'dbf_sk_';
const publicPrefix = 'dbf_pk_';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretPattern = /^dbf_sk_[0-9A-Za-z]{49}$/;
const checksumLength = 6; // 62^6 > 2^32

export const mintApiKey = (): MintedApiKey => {
  const unsigned = secretPrefix + randomCharacters(43);
  const secretKey = unsigned + checksum(unsigned);
  return {
    secretKey,
    publicKey: publicPrefix + randomCharacters(32),
    preview: `${secretPrefix}…${secretKey.slice(-4)}`,
  };
};

/** Whether the text has a secret's form and its checksum holds; says nothing about whether such a key exists. */
export const isWellFormedSecret = (text: string): boolean =>
  secretPattern.test(text) && checksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength);

/** What the database holds of a secret. The key is the instance's, so a copy of the table alone tests no guess. */
export const hashSecret = (key: Buffer, secret: string): Buffer => createHmac('sha256', key).update(secret).digest();

const randomCharacters = (count: number): string =>
  Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('');

const checksum = (text: string): string => {
  let rest = crc32(text);
  let digits = '';
  for (let i = 0; i < checksumLength; i += 1) {
    digits = alphabet.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
};
