import { hex } from '../../factories/otel';
import { startApi } from '../../factories/api-server';
import { mintHs256 } from '../../factories/tokens';
import { filtersOf, useOtel } from '../../medium/otel/otel-suite';

const base = '/api/v1/project/default/otel';
const words: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'bad_request',
  409: 'conflict',
  429: 'too_many_requests',
  500: 'internal_error',
  503: 'service_unavailable',
};

/** Every code of the table in otel.md C1, each where the contract says that it is given; those of files are told by their route. */
describe('the codes of refusals', () => {
  const suite = useOtel();
  const condition = { key: 'user_id', op: 'eq', value: 'u' };
  const period = (from: string, to: string) => `/stats?from_timestamp=${from}&to_timestamp=${to}`;

  interface Refused {
    readonly status: number;
    readonly body: unknown;
  }
  const expectRefusal = ({ status, body }: Refused, expected: number, code: string): void => {
    expect([status, body]).toEqual([expected, { error: words[expected], code, message: expect.stringMatching(/./) }]);
    expect(JSON.stringify(body)).not.toMatch(/select |debrief\.|project_tally/);
  };

  it.each<[string, number, string]>([
    ['/traces?limit=0', 400, 'VALIDATION_ERROR'],
    ['/traces?page=101', 400, 'VALIDATION_ERROR'],
    ['/traces?limit=ten', 400, 'QUERY_PARSE_ERROR'],
    ['/spans?is_observation=perhaps', 400, 'QUERY_PARSE_ERROR'],
    ['/sessions?user_id=a&user_id=b', 400, 'QUERY_PARSE_ERROR'],
    ['/traces?user_id=%zz', 400, 'QUERY_PARSE_ERROR'],
    ['/traces?user_id=%ff', 400, 'QUERY_PARSE_ERROR'],
    ['/traces?order_by=start_time:up', 400, 'INVALID_ORDER'],
    ['/traces?order_by=user_id', 400, 'INVALID_ORDER_COLUMN'],
    ['/sessions?order_by=duration_ms', 400, 'INVALID_ORDER_COLUMN'],
    ['/spans?from_timestamp=yesterday', 400, 'INVALID_TIMESTAMP'],
    ['/traces/x/messages?to_timestamp=2026-02-30', 400, 'INVALID_TIMESTAMP'],
    ['/traces?filters=[', 400, 'INVALID_FILTER_JSON'],
    [`/spans?${filtersOf({ ...condition, op: 'like' })}`, 400, 'INVALID_FILTER_JSON'],
    [
      `/sessions?${filtersOf({ type: 'string', column: 'tags', operator: '=', value: 'x' })}`,
      400,
      'INVALID_FILTER_COLUMN',
    ],
    ['/traces/filter-options?columns=metadata', 400, 'INVALID_FILTER_COLUMN'],
    [`/spans?${filtersOf(...Array<object>(51).fill(condition))}`, 400, 'TOO_MANY_FILTERS'],
    [`/spans?${filtersOf({ ...condition, value: 'x'.repeat(65 * 1024) })}`, 400, 'FILTER_JSON_TOO_LARGE'],
    ['/traces?cursor=AAAA', 400, 'INVALID_CURSOR'],
    ['/feed/spans?cursor=AAAA', 400, 'INVALID_CURSOR'],
    ['/sse?last_event_id=7', 400, 'INVALID_CURSOR'],
    ['/stats', 400, 'MISSING_PARAM'],
    ['/metrics/aggregates', 400, 'MISSING_PARAM'],
    [period('2026-11-20', '2026-11-19'), 400, 'INVALID_TIME_RANGE'],
    [period('2026-01-01', '2026-11-19'), 400, 'RANGE_TOO_LARGE'],
    [`/traces/${'x'.repeat(257)}`, 400, 'INVALID_TRACE_ID'],
    [`/traces/x/spans/${'x'.repeat(257)}`, 400, 'INVALID_SPAN_ID'],
    [`/sessions/${'x'.repeat(257)}`, 400, 'INVALID_SESSION_ID'],
    ['/traces/unknown', 404, 'TRACE_NOT_FOUND'],
    ['/traces/unknown/spans', 404, 'TRACE_NOT_FOUND'],
    ['/traces/unknown/messages', 404, 'TRACE_NOT_FOUND'],
    ['/traces/unknown/logs', 404, 'TRACE_NOT_FOUND'],
    ['/traces/unknown/spans/x', 404, 'TRACE_NOT_FOUND'],
    ['/traces/unknown/spans/x/messages', 404, 'TRACE_NOT_FOUND'],
    ['/traces/unknown/spans/x/logs', 404, 'TRACE_NOT_FOUND'],
    ['/sessions/unknown', 404, 'SESSION_NOT_FOUND'],
    ['/sessions/unknown/messages', 404, 'SESSION_NOT_FOUND'],
    ['/search', 404, 'NOT_FOUND'],
    ['/favourites', 404, 'NOT_FOUND'],
  ])('%.80s is answered with %s %s', async (path, status, code) => {
    expectRefusal(await suite.read(path), status, code);
  });

  it('take 64 KiB of filters, as clients escape them', async () => {
    const values = Array.from({ length: 45 }, (_, at) => ({ ...condition, value: `"${'x'.repeat(1390)}${at}` }));
    const query = filtersOf(...values);
    expect([decodeURIComponent(query).length > 63_000, query.length > 66_000]).toEqual([true, true]);
    expect(await suite.read(`/traces?${query}`)).toMatchObject({ status: 200, body: { data: [] } });
  });

  it('name the span that a trace does not have', async () => {
    const { externalId } = await suite.insert();
    for (const below of ['', '/messages', '/logs'])
      expectRefusal(await suite.read(`/traces/${externalId}/spans/${hex(8)}${below}`), 404, 'SPAN_NOT_FOUND');
  });

  it.each<[string, string, number, string]>([
    ['POST', '/traces', 405, 'METHOD_NOT_ALLOWED'],
    ['PATCH', '/traces/x/spans/y', 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', '/sessions/x', 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', '/traces/unknown', 404, 'TRACE_NOT_FOUND'],
    ['PUT', '/nothing', 404, 'NOT_FOUND'],
  ])('%s %s is answered with %s %s', async (method, path, status, code) => {
    expectRefusal(await suite.api.call(suite.own.secretKey, method, base + path), status, code);
  });

  it.each([
    ['{"trace_ids":', 400, 'JSON_PARSE_ERROR'],
    ['[]', 400, 'JSON_PARSE_ERROR'],
    ['{"trace_ids":"x"}', 400, 'VALIDATION_ERROR'],
    ['{}', 400, 'VALIDATION_ERROR'],
  ])('a body of %s is answered with %s %s', async (body, status, code) => {
    const response = await fetch(`${suite.api.url}${base}/traces`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${suite.own.secretKey}`, 'content-type': 'application/json' },
      body,
    });
    expectRefusal({ status: response.status, body: await response.json() }, status, code);
  });

  it('tell what is wrong with a credential', async () => {
    const { api, own, services } = suite;
    const get = async (headers: Record<string, string>, method = 'GET') => {
      const response = await fetch(`${api.url}${base}/traces`, { method, headers });
      return { status: response.status, body: await response.json() };
    };
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const issuer = 'http://127.0.0.1/auth/v1';
    const old = await mintHs256('j'.repeat(40), issuer, { sub: own.userId, exp: 1_700_000_000 });
    const writer = await services.apiKeys.create(own.scope, own.projectId, { name: 'w', scopes: ['ingest'] });
    expectRefusal(await get({}), 401, 'AUTH_REQUIRED');
    expectRefusal(await get(bearer(old)), 401, 'TOKEN_EXPIRED');
    expectRefusal(await get(bearer('junk')), 401, 'TOKEN_INVALID');
    expectRefusal(await get(bearer(`${own.secretKey}x`)), 401, 'API_KEY_INVALID');
    expectRefusal(await get({ 'x-api-key': writer.secretKey }), 403, 'INSUFFICIENT_SCOPE');
    expectRefusal(await get({ 'x-api-key': writer.secretKey }, 'DELETE'), 403, 'INSUFFICIENT_SCOPE');
  });

  it('ask for the project where several are meant, and know none of others', async () => {
    const { api, own, services } = suite;
    const owner = await api.tokenOf(own.userId, own.email);
    const get = (project: string, credential = owner) =>
      api.call(credential, 'GET', `/api/v1/project/${project}/otel/spans`);
    const second = await services.projects.create(own.scope, { name: 'Second' });
    await services.projects.create(own.scope, { name: 'Third' });
    expect(await get('default')).toMatchObject({ status: 200 });
    await services.projects.delete(own.scope, own.projectId);
    expectRefusal(await get('default'), 409, 'PROJECT_AMBIGUOUS');
    expect(await get(second.id)).toMatchObject({ status: 200 });
    expectRefusal(await get('elsewhere'), 404, 'PROJECT_NOT_FOUND');
    expectRefusal(await get('x'.repeat(257)), 400, 'INVALID_PROJECT_ID');
    const sent = await api.call(owner, 'POST', '/otel/default/v1/traces', { resourceSpans: [] });
    expect(sent).toMatchObject({ status: 409, body: { code: 9, message: expect.any(String) } });
  });

  it('say when the database refuses a question, and nothing of the question', async () => {
    await suite.admin.query('alter table debrief.project_tally rename to project_tally_away');
    const answer = await suite.read('/traces');
    await suite.admin.query('alter table debrief.project_tally_away rename to project_tally');
    expectRefusal(answer, 500, 'STORAGE_ERROR');
  });

  it('say when the store is away, and when a caller asks too often', async () => {
    const url = `${base}/traces`;
    const name = new URL(suite.test.databaseUrl).pathname.slice(1);
    const away = await startApi(suite.test.databaseUrl);
    const limit = (to: number) => suite.admin.query(`alter database "${name}" with connection limit ${to}`);
    await limit(0);
    try {
      expectRefusal(await away.call(suite.own.secretKey, 'GET', url), 503, 'SERVICE_UNAVAILABLE');
      const health = await away.call('', 'GET', '/api/v1/health');
      expect(health).toMatchObject({ status: 503, body: { status: 'failed' } });
    } finally {
      await limit(-1);
      await away.close();
    }
    const hosted = await startApi(suite.test.databaseUrl, { DEBRIEF_EDITION: 'hosted' });
    try {
      const answers = await Promise.all(Array.from({ length: 80 }, () => hosted.call(suite.own.secretKey, 'GET', url)));
      const refused = answers.find(({ status }) => status === 429);
      expectRefusal(refused!, 429, 'RATE_LIMITED');
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await hosted.close();
    }
  });
});
