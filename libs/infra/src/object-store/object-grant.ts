import { createHmac, timingSafeEqual } from 'node:crypto';
import { DomainError } from '@debrief/kernel';

/** What the holder of a signed URL of the api may do with one object, and until when. */
export interface ObjectGrant {
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  /** Unix seconds. */
  readonly expiresAt: number;
  readonly contentType: string;
  /** Most bytes that a PUT may carry; 0 for a GET. */
  readonly maxBytes: number;
}

/** The grant as the token of a URL: `<payload>.<HMAC-SHA-256 over it>`, both base64url. */
export const signGrant = (grant: ObjectGrant, key: Uint8Array): string => {
  const payload = Buffer.from(JSON.stringify(grant)).toString('base64url');
  return `${payload}.${mac(payload, key).toString('base64url')}`;
};

/**
 * Reads a token back.
 * @param use what is about to be done; `now` in unix seconds
 * @throws DomainError UNAUTHENTICATED when the token is not ours, is for another use, or has expired (`token_expired`)
 */
export const verifyGrant = (
  token: string,
  key: Uint8Array,
  use: { method: 'GET' | 'PUT'; path: string; now: number },
): ObjectGrant => {
  const [payload = '', signature = ''] = token.split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = mac(payload, key);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused();
  const grant = JSON.parse(Buffer.from(payload, 'base64url').toString()) as ObjectGrant;
  if (grant.method !== use.method || grant.path !== use.path) throw refused();
  if (grant.expiresAt <= use.now)
    throw new DomainError('UNAUTHENTICATED', 'The signed URL has expired', { reason: 'token_expired' });
  return grant;
};

const mac = (payload: string, key: Uint8Array): Buffer => createHmac('sha256', key).update(payload).digest();
const refused = (): DomainError => new DomainError('UNAUTHENTICATED', 'The signed URL is not valid');
