import { DomainError, isUuid, unavailable } from '@debrief/kernel';
import { passportJwtSecret } from 'jwks-rsa';
import { ExtractJwt, Strategy, type SecretOrKeyProvider, type VerifiedCallback } from 'passport-jwt';
import { fetchJwks } from './fetch-jwks';

export interface JwtConfig {
  readonly jwksUrl: string | null;
  /** Legacy HS256 secret; null: only keys of the JWKS are trusted. */
  readonly jwtSecret: string | null;
  readonly issuer: string | null;
  readonly audience: string;
}

/** A console user, as Supabase Auth vouches for them. */
export interface VerifiedUser {
  readonly userId: string;
  readonly email: string | null;
  readonly expiresAt: Date;
}

interface Claims {
  readonly sub?: unknown;
  readonly email?: unknown;
  readonly role?: unknown;
  readonly exp?: unknown;
  readonly is_anonymous?: unknown;
}

const refused = (cause?: unknown): DomainError =>
  new DomainError('UNAUTHENTICATED', 'The token is not valid', { cause, subject: 'token' });

/**
 * Checks Supabase access tokens: signature (ES256 and RS256 by the project's JWKS, HS256 by the legacy secret if there is one),
 * issuer, audience, expiry and role. https://supabase.com/docs/guides/auth/jwts
 */
export class JwtVerifier {
  private readonly strategy: Strategy;

  constructor(config: JwtConfig) {
    this.strategy = new Strategy(
      {
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        secretOrKeyProvider: keyProvider(config),
        algorithms: ['ES256', 'RS256', ...(config.jwtSecret ? (['HS256'] as const) : [])],
        audience: config.audience,
        issuer: config.issuer ?? undefined,
      },
      (claims: Claims, done: VerifiedCallback) => {
        const user = toUser(claims);
        done(null, user ?? false, user ? undefined : new Error('not an authenticated user'));
      },
    );
  }

  /**
   * @throws DomainError UNAUTHENTICATED (reason `token_expired` if only that is wrong), UNAVAILABLE when the keys cannot be read now
   */
  verify(token: string): Promise<VerifiedUser> {
    return new Promise((resolve, reject) => {
      // Passport gives each request its own copy of the strategy, with the outcomes as methods.
      const attempt = Object.assign(Object.create(this.strategy) as Strategy, {
        success: resolve as (user: unknown) => void,
        fail: (why: unknown) => reject(toRefusal(why)),
        error: reject,
      });
      attempt.authenticate({ headers: { authorization: `Bearer ${token}` } } as Parameters<
        Strategy['authenticate']
      >[0]);
    });
  }
}

const toUser = ({ sub, email, role, exp, is_anonymous }: Claims): VerifiedUser | undefined => {
  if (!isUuid(sub) || role !== 'authenticated' || is_anonymous === true || typeof exp !== 'number') return undefined;
  return {
    userId: sub.toLowerCase(),
    email: typeof email === 'string' && email !== '' ? email : null,
    expiresAt: new Date(exp * 1000),
  };
};

const toRefusal = (why: unknown): DomainError => {
  if (why instanceof DomainError) return why;
  if (why instanceof Error && why.name === 'TokenExpiredError') {
    return new DomainError('UNAUTHENTICATED', 'The token has expired', { reason: 'token_expired', cause: why });
  }
  return refused(why);
};

/** The key by the token's own `alg`: an HS256 token is never checked with a public key, nor the reverse. */
const keyProvider = ({ jwksUrl, jwtSecret }: JwtConfig): SecretOrKeyProvider => {
  const fromJwks =
    jwksUrl &&
    passportJwtSecret({
      jwksUri: jwksUrl,
      cache: true,
      cacheMaxAge: 600_000,
      fetcher: fetchJwks(),
      handleSigningKeyError: (error, done) => done(error && toKeyFailure(error)),
    });
  return (request, token: string, done) => {
    const algorithm = algorithmOf(token);
    if (algorithm === 'HS256') return done(jwtSecret ? null : refused(), jwtSecret ?? undefined);
    if (!fromJwks) return done(refused());
    fromJwks(request, token, (error: unknown, key) => done(error ?? (key ? null : refused()), key));
  };
};

/** A key that the set does not hold makes the token wrong; a set that cannot be read says nothing about the token. */
const toKeyFailure = (error: Error): DomainError =>
  'isEndpointUnavailable' in error ? unavailable('The token cannot be checked now', 5, error) : refused(error);

const algorithmOf = (token: string): unknown => {
  try {
    return (JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString()) as { alg?: unknown }).alg;
  } catch {
    return undefined;
  }
};
