import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** Claims of a Supabase access token, all of which a test may replace. */
export interface TokenClaims {
  readonly sub?: string;
  readonly email?: string;
  readonly aud?: string;
  readonly iss?: string;
  readonly role?: string;
  readonly is_anonymous?: boolean;
  /** Unix seconds. */
  readonly exp?: number;
}

const unixNow = (): number => Math.floor(Date.now() / 1000);

const claimsFor = (issuer: string, claims: TokenClaims): Record<string, unknown> => ({
  iss: issuer,
  sub: randomUUID(),
  aud: 'authenticated',
  exp: unixNow() + 3600,
  iat: unixNow() - 1,
  email: 'person@example.com',
  phone: '',
  role: 'authenticated',
  aal: 'aal1',
  session_id: randomUUID(),
  is_anonymous: false,
  app_metadata: { provider: 'email', providers: ['email'] },
  user_metadata: {},
  ...claims,
});

/** A token of the legacy kind, as the one-command mode mints it too. */
export const mintHs256 = (secret: string, issuer: string, claims: TokenClaims = {}): Promise<string> =>
  new SignJWT(claimsFor(issuer, claims))
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(secret));

type Algorithm = 'ES256' | 'RS256';

interface SigningKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

const newKey = async (algorithm: Algorithm): Promise<SigningKey> => {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const kid = randomUUID();
  return {
    kid,
    algorithm,
    privateKey,
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig', key_ops: ['verify'] },
  };
};

/** A loopback stand-in for Supabase Auth's key set, and tokens signed by its keys. */
export interface AuthServer {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** How often the key set was read. */
  readonly reads: () => number;
  /** The newest public key in the set. */
  readonly publicJwk: () => JWK;
  mint(claims?: TokenClaims, options?: { readonly kid?: string; readonly key?: 'foreign' }): Promise<string>;
  /** Adds a key and signs with it from now on. */
  rotate(algorithm?: Algorithm): Promise<void>;
  /** `down`: the key set answers 500. */
  setDown(down: boolean): void;
  close(): Promise<void>;
}

export const startAuthServer = async (algorithm: Algorithm = 'ES256'): Promise<AuthServer> => {
  const keys = [await newKey(algorithm)];
  const foreign = await newKey(algorithm);
  let reads = 0;
  let down = false;
  const server = createServer((_request, response) => {
    reads += 1;
    response.writeHead(down ? 500 : 200, {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=600',
    });
    response.end(down ? '{"message":"down"}' : JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/auth/v1`;
  return {
    issuer,
    jwksUrl: `${issuer}/.well-known/jwks.json`,
    reads: () => reads,
    publicJwk: () => keys.at(-1)!.publicJwk,
    mint: (claims = {}, options = {}) => {
      const current = keys.at(-1)!;
      const signer = options.key === 'foreign' ? foreign : current;
      return new SignJWT(claimsFor(issuer, claims))
        .setProtectedHeader({ alg: signer.algorithm, kid: options.kid ?? current.kid, typ: 'JWT' })
        .sign(signer.privateKey);
    },
    rotate: async (next = algorithm) => void keys.push(await newKey(next)),
    setDown: (value) => void (down = value),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
