import { randomUUID } from 'node:crypto';
import { DomainError } from '@debrief/kernel';
import { base64url, exportSPKI, importJWK, SignJWT } from 'jose';
import { type AuthServer, mintHs256, startAuthServer } from '../../../../test/factories/tokens';
import { fetchJwks } from './fetch-jwks';
import { JwtVerifier } from './jwt-verifier';

const secret = 'legacy-secret-of-more-than-32-characters';
const now = (): number => Math.floor(Date.now() / 1000);

const outcome = async (verifier: JwtVerifier, token: string): Promise<string> => {
  try {
    return (await verifier.verify(token)).userId;
  } catch (error) {
    return error instanceof DomainError
      ? `${error.code} ${error.reason ?? ''}`.trim()
      : `another error: ${String(error)}`;
  }
};

const unsigned = (header: object, claims: object): string =>
  `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(claims))}.`;

describe.each(['ES256', 'RS256'] as const)('JwtVerifier with a key set of %s', (algorithm) => {
  let auth: AuthServer;
  let verifier: JwtVerifier;
  let both: JwtVerifier;
  const sub = randomUUID();

  beforeAll(async () => {
    auth = await startAuthServer(algorithm);
    const config = { jwksUrl: auth.jwksUrl, jwtSecret: null, issuer: auth.issuer, audience: 'authenticated' };
    verifier = new JwtVerifier(config);
    both = new JwtVerifier({ ...config, jwtSecret: secret });
  });
  afterAll(() => auth.close());

  it('reads user, e-mail and expiry of a good token', async () => {
    const exp = now() + 600;
    expect(await verifier.verify(await auth.mint({ sub, email: 'a@example.com', exp }))).toEqual({
      userId: sub,
      email: 'a@example.com',
      expiresAt: new Date(exp * 1000),
    });
    expect(await verifier.verify(await auth.mint({ sub, email: '' }))).toMatchObject({ email: null });
  });

  it.each<[string, () => Promise<string>, string]>([
    ['expired', () => auth.mint({ exp: now() - 1 }), 'UNAUTHENTICATED token_expired'],
    ['of another audience', () => auth.mint({ aud: 'other' }), 'UNAUTHENTICATED'],
    ['of another issuer', () => auth.mint({ iss: 'https://elsewhere.example/auth/v1' }), 'UNAUTHENTICATED'],
    ['of the anonymous role', () => auth.mint({ role: 'anon' }), 'UNAUTHENTICATED'],
    ['of an anonymous user', () => auth.mint({ is_anonymous: true }), 'UNAUTHENTICATED'],
    ['of the service role', () => auth.mint({ role: 'service_role' }), 'UNAUTHENTICATED'],
    ['without a user id', () => auth.mint({ sub: 'nobody' }), 'UNAUTHENTICATED'],
    ['signed by another key under our key id', () => auth.mint({}, { key: 'foreign' }), 'UNAUTHENTICATED'],
    [
      'of algorithm none',
      async () =>
        unsigned(
          { alg: 'none' },
          { sub, aud: 'authenticated', role: 'authenticated', iss: auth.issuer, exp: now() + 60 },
        ),
      'UNAUTHENTICATED',
    ],
    ['of no form', async () => 'garbage', 'UNAUTHENTICATED'],
    ['of three empty parts', async () => '..', 'UNAUTHENTICATED'],
  ])('refuses a token that is %s', async (_name, mint, expected) => {
    const token = await mint();
    expect(await outcome(verifier, token)).toBe(expected);
    expect(await outcome(both, token)).toBe(expected);
  });

  it('refuses a token whose claims were changed', async () => {
    const [header, , signature] = (await auth.mint()).split('.');
    const claims = base64url.encode(
      JSON.stringify({ sub, aud: 'authenticated', role: 'authenticated', iss: auth.issuer, exp: now() + 60 }),
    );
    expect(await outcome(verifier, `${header}.${claims}.${signature}`)).toBe('UNAUTHENTICATED');
  });

  it('refuses HS256 signed with the public key', async () => {
    const pem = await exportSPKI((await importJWK(auth.publicJwk(), algorithm)) as Parameters<typeof exportSPKI>[0]);
    const confused = await mintHs256(pem, auth.issuer, { sub });
    expect(await outcome(verifier, confused)).toBe('UNAUTHENTICATED');
    expect(await outcome(both, confused)).toBe('UNAUTHENTICATED');
  });

  it('takes HS256 only where a legacy secret is set', async () => {
    const token = await mintHs256(secret, auth.issuer, { sub });
    expect(await outcome(verifier, token)).toBe('UNAUTHENTICATED');
    expect(await outcome(both, token)).toBe(sub);
    expect(await outcome(both, await mintHs256('x'.repeat(40), auth.issuer, { sub }))).toBe('UNAUTHENTICATED');
  });

  it('refuses a key id that is no text', async () => {
    const token = await new SignJWT({ sub })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(new TextEncoder().encode(secret));
    const [, claims, signature] = token.split('.');
    const header = base64url.encode(JSON.stringify({ alg: algorithm, kid: { $ne: null } }));
    expect(await outcome(both, `${header}.${claims}.${signature}`)).toBe('UNAUTHENTICATED');
  });
});

describe('the key set', () => {
  const sub = randomUUID();
  const configFor = ({ jwksUrl, issuer }: AuthServer) => ({
    jwksUrl,
    issuer,
    jwtSecret: null,
    audience: 'authenticated',
  });

  it('is read once for many tokens', async () => {
    const auth = await startAuthServer();
    const verifier = new JwtVerifier(configFor(auth));
    const tokens = await Promise.all(Array.from({ length: 20 }, () => auth.mint({ sub })));
    expect(await Promise.all(tokens.map((token) => outcome(verifier, token)))).toEqual(tokens.map(() => sub));
    expect(auth.reads()).toBe(1);
    await auth.close();
  });

  it('is asked in vain by made-up key ids only once in a while', async () => {
    const auth = await startAuthServer();
    const verifier = new JwtVerifier(configFor(auth));
    for (let i = 0; i < 30; i += 1)
      expect(await outcome(verifier, await auth.mint({}, { kid: `made-up-${i}` }))).toBe('UNAUTHENTICATED');
    expect(auth.reads()).toBe(1);
    expect(await outcome(verifier, await auth.mint({ sub }))).toBe(sub);
    await auth.close();
  });

  it('that does not answer says nothing about the token', async () => {
    const auth = await startAuthServer();
    auth.setDown(true);
    expect(await outcome(new JwtVerifier(configFor(auth)), await auth.mint({ sub }))).toBe('UNAVAILABLE');
    await auth.close();
    expect(await outcome(new JwtVerifier(configFor(auth)), await auth.mint({ sub }))).toBe('UNAVAILABLE');
  });

  it('that has a new key is read again once the interval has passed', async () => {
    const auth = await startAuthServer();
    let clock = 0;
    const read = fetchJwks(6_000, () => clock);
    const before = (await read(auth.jwksUrl)).keys.length as number;
    await auth.rotate();
    expect((await read(auth.jwksUrl)).keys).toHaveLength(before);
    clock = 6_000;
    expect((await read(auth.jwksUrl)).keys).toHaveLength(before + 1);
    await auth.close();
  });
});
