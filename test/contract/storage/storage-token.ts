import { createHmac, timingSafeEqual } from 'node:crypto';

export interface StorageClaims {
  readonly url?: string;
  readonly scope?: 'download' | 'upload';
  readonly upsert?: boolean;
  readonly role?: string;
  readonly iat: number;
  readonly exp: number;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const mac = (text: string, secret: string): Buffer => createHmac('sha256', secret).update(text).digest();

/** An HS256 JWT, as Storage signs its URLs and Supabase its legacy service-role key. */
export const signToken = (claims: Omit<StorageClaims, 'iat' | 'exp'>, secret: string, seconds: number): string => {
  const iat = Math.floor(Date.now() / 1000);
  const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, iat, exp: iat + seconds })}`;
  return `${head}.${mac(head, secret).toString('base64url')}`;
};

/** The claims, or why the token is refused, in the words of `jose`, which Storage passes on. */
export const readToken = (token: string, secret: string): StorageClaims | string => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  if (!signature) return 'Invalid Compact JWS';
  const given = Buffer.from(signature, 'base64url');
  const expected = mac(`${header}.${payload}`, secret);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'signature verification failed';
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as StorageClaims;
  return claims.exp * 1000 <= Date.now() ? '"exp" claim timestamp check failed' : claims;
};
