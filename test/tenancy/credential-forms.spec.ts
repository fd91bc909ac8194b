import { ask, fieldsOf } from './ask';
import { fillPath } from './route-targets';
import { useTenancyApi, type World } from './tenancy-world';

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('a real API key', () => {
  const suite = useTenancyApi();
  let world: World;
  let url: string;
  beforeAll(async () => {
    world = await suite.mintWorld();
    url = suite.api.url + (await fillPath({ ...suite, ...world }, '/api/traces/:id')).path;
  });

  const outcome = async (headers: Record<string, string>, query = ''): Promise<string> => {
    const answer = await ask(url + query, 'GET', headers);
    return `${answer.status} ${String(fieldsOf(answer).code ?? '')}`.trim();
  };

  it.each<[string, (world: World) => Record<string, string>]>([
    ['Bearer', ({ own }) => ({ authorization: `Bearer ${own.secretKey}` })],
    ['the bare value', ({ own }) => ({ authorization: own.secretKey })],
    ['Basic', ({ own }) => ({ authorization: basic(`${own.publicKey}:${own.secretKey}`) })],
    ['X-API-Key', ({ own }) => ({ 'x-api-key': own.secretKey })],
    ['X-SeeStack-Key', ({ own }) => ({ 'x-seestack-key': own.secretKey })],
  ])('opens its project as %s', async (_form, headers) => {
    expect(await outcome(headers(world))).toBe('200');
  });

  it.each<[string, (world: World) => Record<string, string>]>([
    ['its public part alone', ({ own }) => ({ authorization: `Bearer ${own.publicKey}` })],
    [
      'Basic with another key’s public part',
      ({ own, other }) => ({ authorization: basic(`${other.publicKey}:${own.secretKey}`) }),
    ],
    ['Basic with the halves changed', ({ own }) => ({ authorization: basic(`${own.secretKey}:${own.publicKey}`) })],
    ['a typo', ({ own }) => ({ 'x-api-key': own.secretKey.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')) })],
    ['other capitals', ({ own }) => ({ authorization: `Bearer ${own.secretKey.toUpperCase()}` })],
    ['a cookie', ({ own }) => ({ cookie: `api_key=${own.secretKey}` })],
  ])('opens nothing as %s', async (_form, headers) => {
    expect(await outcome(headers(world))).toBe('401 unauthorized');
  });

  it.each(['api_key', 'apikey', 'key', 'token', 'access_token', 'authorization'])(
    'opens nothing as ?%s=',
    async (name) => {
      expect(await outcome({}, `?${name}=${world.own.secretKey}`)).toBe('401 unauthorized');
    },
  );
});
