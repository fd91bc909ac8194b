import { invalid } from '@debrief/kernel';

const hashBytes = 32;
const idLength = 22;
/** 22 characters of base64 are 132 bits: 33 hex digits, and nothing of the next. */
const prefixDigits = 33;
const idForm = /^[A-Za-z0-9_-]{22}$/;

/** The id by which Langfuse's clients know these bytes: they compute it, too. @param sha256 in hex */
export const toMediaId = (sha256: string): string =>
  Buffer.from(sha256, 'hex').toString('base64url').slice(0, idLength);

/** The hex digits with which the hash of this medium begins; undefined: it is no such id. */
export const hashPrefixOf = (mediaId: string): string | undefined =>
  idForm.test(mediaId) ? Buffer.from(`${mediaId}AA`, 'base64url').toString('hex').slice(0, prefixDigits) : undefined;

/**
 * The hash in hex.
 * @param base64 of its 32 bytes
 * @throws DomainError INVALID
 */
export const readSha256 = (base64: string): string => {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== hashBytes || bytes.toString('base64') !== base64)
    throw invalid('sha256Hash', 'must be a SHA-256 in base64');
  return bytes.toString('hex');
};
