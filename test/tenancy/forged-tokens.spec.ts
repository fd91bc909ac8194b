import { randomUUID } from 'node:crypto';
import { base64url, exportSPKI, importJWK } from 'jose';
import type { RouteInfo } from '../../apps/api/src/http/routes';
import { type AuthServer, mintHs256, startAuthServer, type TokenClaims } from '../factories/tokens';
import { type Asked, ask, fieldsOf } from './ask';
import { isNative } from './expected-policies';
import { fillPath } from './route-targets';
import { servedRoutes } from './served-routes';
import { useTenancyApi, type World } from './tenancy-world';

const now = (): number => Math.floor(Date.now() / 1000);

describe.each(['ES256', 'RS256'] as const)('a token that is not Supabase Auth’s (keys: %s)', (algorithm) => {
  let auth: AuthServer;
  // Before the hooks of the suite: the api is told where the keys are when it starts.
  beforeAll(async () => {
    auth = await startAuthServer(algorithm);
  });
  const suite = useTenancyApi(() => ({ SUPABASE_URL: new URL(auth.issuer).origin, SUPABASE_JWT_ISSUER: auth.issuer }));
  afterAll(() => auth.close());

  let world: World;
  let routes: { readonly name: string; readonly method: string; readonly url: string; readonly isNative: boolean }[];
  beforeAll(async () => {
    world = await suite.mintWorld();
    const fill = async ({ method, path }: RouteInfo) => ({
      name: `${method} ${path}`,
      method,
      isNative: isNative(path),
      url: suite.api.url + (await fillPath({ ...suite, ...world }, path)).path,
    });
    routes = await Promise.all(
      servedRoutes(suite.api.app)
        .filter(({ policy }) => policy !== 'public')
        .map(fill),
    );
  });

  const send = ({ url, method }: { readonly url: string; readonly method: string }, token: string): Promise<Asked> =>
    ask(url, method, { authorization: `Bearer ${token}` });
  const readSessions = (token: string): Promise<Asked> =>
    send({ url: `${suite.api.url}/api/sessions`, method: 'GET' }, token);
  const owner = (claims: TokenClaims = {}): TokenClaims => ({
    sub: world.own.userId,
    email: world.own.email,
    ...claims,
  });
  const payload = (claims: object = {}): object => ({
    iss: auth.issuer,
    sub: world.own.userId,
    aud: 'authenticated',
    role: 'authenticated',
    exp: now() + 600,
    ...claims,
  });
  const unsigned = (header: object, claims: object = payload()): string =>
    `${[header, claims].map((part) => base64url.encode(JSON.stringify(part))).join('.')}.`;
  const publicKey = async (): Promise<string> =>
    exportSPKI((await importJWK(auth.publicJwk(), algorithm)) as Parameters<typeof exportSPKI>[0]);
  const resigned = async (claims: object): Promise<string> => {
    const [header, , signature] = (await auth.mint(owner())).split('.');
    return [header, base64url.encode(JSON.stringify(payload(claims))), signature].join('.');
  };

  it('is told apart from one that is', async () => {
    expect((await readSessions(await auth.mint(owner()))).status).toBe(200);
    expect((await readSessions(await mintHs256(suite.api.config.auth.jwtSecret!, auth.issuer, owner()))).status).toBe(
      200,
    );
  });

  it.each<[string, () => Promise<string> | string, string]>([
    ['of algorithm none', () => unsigned({ alg: 'none', typ: 'JWT' }), 'unauthorized'],
    ['of algorithm None', () => unsigned({ alg: 'None' }), 'unauthorized'],
    ['without an algorithm', () => unsigned({ typ: 'JWT', kid: auth.publicJwk().kid }), 'unauthorized'],
    [
      'signed by HS256 with the public key as PEM',
      async () => mintHs256(await publicKey(), auth.issuer, owner()),
      'unauthorized',
    ],
    [
      'signed by HS256 with the public key as JWK',
      () => mintHs256(JSON.stringify(auth.publicJwk()), auth.issuer, owner()),
      'unauthorized',
    ],
    ['signed by HS256 with another secret', () => mintHs256('x'.repeat(40), auth.issuer, owner()), 'unauthorized'],
    ['of a key id that the set does not hold', () => auth.mint(owner(), { kid: randomUUID() }), 'unauthorized'],
    ['signed by a foreign key under a known key id', () => auth.mint(owner(), { key: 'foreign' }), 'unauthorized'],
    ['changed after it was signed', () => resigned({ sub: world.other.userId }), 'unauthorized'],
    ['without its signature', async () => (await auth.mint(owner())).replace(/[^.]+$/, ''), 'unauthorized'],
    ['expired', () => auth.mint(owner({ exp: now() - 1 })), 'token_expired'],
    ['of another audience', () => auth.mint(owner({ aud: 'anon' })), 'unauthorized'],
    ['of another issuer', () => auth.mint(owner({ iss: 'https://elsewhere.example/auth/v1' })), 'unauthorized'],
    ['of the role anon', () => auth.mint(owner({ role: 'anon' })), 'unauthorized'],
    ['of the role service_role', () => auth.mint(owner({ role: 'service_role' })), 'unauthorized'],
    ['of an anonymous sign-in', () => auth.mint(owner({ is_anonymous: true })), 'unauthorized'],
    ['without a user id', () => auth.mint({ ...owner(), sub: undefined }), 'unauthorized'],
    ['of a user id that is none', () => auth.mint(owner({ sub: "' or true --" })), 'unauthorized'],
    ['the server token in part', () => suite.api.config.auth.serverToken!.slice(0, -1), 'unauthorized'],
  ])('opens no route when it is %s', async (_what, mint, code) => {
    const token = await mint();
    const answers: Record<string, string> = {};
    for (const route of routes) {
      const answer = await send(route, token);
      const isWrong = route.isNative && fieldsOf(answer).code !== code;
      if (answer.status !== 401 || isWrong || !answer.headers.has('www-authenticate'))
        answers[route.name] = `${answer.status} ${answer.text}`;
    }
    expect(answers).toEqual({});
  });

  it('cannot name a workspace, role or user beyond its own in claims of its own', async () => {
    const claims = {
      workspace_id: world.own.workspaceId,
      app_metadata: { workspace_id: world.own.workspaceId, role: 'owner' },
      user_role: 'owner',
    };
    const token = await auth.mint({ sub: randomUUID(), ...claims } as TokenClaims);
    expect(fieldsOf(await readSessions(token))).toMatchObject({ code: 'missing_role' });
  });
});

describe('a token whose keys cannot be read', () => {
  let auth: AuthServer;
  beforeAll(async () => {
    auth = await startAuthServer();
    auth.setDown(true);
  });
  const suite = useTenancyApi(() => ({ SUPABASE_URL: new URL(auth.issuer).origin, SUPABASE_JWT_ISSUER: auth.issuer }));
  afterAll(() => auth.close());

  it('is answered 503 with the time to wait: nothing is known against it', async () => {
    const answer = await ask(`${suite.api.url}/api/sessions`, 'GET', { authorization: `Bearer ${await auth.mint()}` });
    expect([answer.status, fieldsOf(answer).code, fieldsOf(answer).retry]).toEqual([503, 'unavailable', 'backoff']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('is still refused when it could never be right', async () => {
    const answer = await ask(`${suite.api.url}/api/sessions`, 'GET', { authorization: 'Bearer a.b.c' });
    expect([answer.status, fieldsOf(answer).code]).toEqual([401, 'unauthorized']);
  });
});
