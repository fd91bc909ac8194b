import { randomUUID } from 'node:crypto';
import { SpanStreamService } from '@debrief/replay';
import { useOtel } from './otel-suite';

describe('refusals of the explorer', () => {
  const suite = useOtel();
  const base = '/api/v1/project/default/otel';

  it.each([
    ['GET', '/favourites', 404, 'NOT_FOUND', null],
    ['GET', '/traces/x/y/z', 404, 'NOT_FOUND', null],
    ['POST', '/traces', 405, 'METHOD_NOT_ALLOWED', 'DELETE, GET, HEAD'],
    ['PUT', '/traces/x', 405, 'METHOD_NOT_ALLOWED', 'DELETE, GET, HEAD'],
    ['DELETE', '/stats', 405, 'METHOD_NOT_ALLOWED', 'GET, HEAD'],
  ])('answer %s %s with %s %s', async (method, path, status, code, allow) => {
    const { own, api } = suite;
    const answer = await api.call(own.secretKey, method, base + path);
    expect(answer).toMatchObject({ status, body: { error: expect.any(String), code, message: expect.any(String) } });
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it('tell by which credential a caller was refused', async () => {
    const call = async (headers: Record<string, string>) => {
      const response = await fetch(`${suite.api.url}${base}/traces`, { headers });
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    expect(await call({})).toEqual([401, 'AUTH_REQUIRED']);
    expect(await call({ authorization: 'Bearer dbf_sk_wrong' })).toEqual([401, 'API_KEY_INVALID']);
    expect(await call({ authorization: 'Bearer junk' })).toEqual([401, 'TOKEN_INVALID']);
    const { services, own } = suite;
    const writer = await services.apiKeys.create(own.scope, own.projectId, { name: 'w', scopes: ['ingest'] });
    expect(await call({ 'x-api-key': writer.secretKey })).toEqual([403, 'INSUFFICIENT_SCOPE']);
  });

  it('hide what a credential does not see, and ask which project where several are meant', async () => {
    const { api, own, services } = suite;
    const owner = await api.tokenOf(own.userId, own.email);
    const get = (project: string) => api.call(owner, 'GET', `/api/v1/project/${project}/otel/traces`);
    expect(await get('default')).toMatchObject({ status: 200 });
    await services.projects.update(own.scope, own.projectId, { name: 'First' });
    const second = await services.projects.create(own.scope, { name: 'Second' });
    const slugs = [own.projectId, second.id, second.slug];
    for (const project of slugs) expect(await get(project)).toMatchObject({ status: 200 });
    expect(await get(randomUUID())).toMatchObject({ status: 404, body: { code: 'PROJECT_NOT_FOUND' } });
    expect(await api.call(own.secretKey, 'GET', `/api/v1/project/${second.id}/otel/traces`)).toMatchObject({
      status: 404,
      body: { code: 'PROJECT_NOT_FOUND' },
    });
  });

  it.each([
    [`/traces/${'x'.repeat(257)}`, 'INVALID_TRACE_ID'],
    ['/traces/a%00b', 'INVALID_TRACE_ID'],
    [`/traces/x/spans/${'x'.repeat(257)}`, 'INVALID_SPAN_ID'],
    [`/sessions/${'x'.repeat(257)}`, 'INVALID_SESSION_ID'],
  ])('name the id that cannot be one: %.40s', async (path, code) => {
    expect(await suite.read(path)).toMatchObject({ status: 400, body: { code } });
  });

  it('say of a stream that ends why it ends', async () => {
    const { api, own } = suite;
    const response = await fetch(`${api.url}${base}/sse`, { headers: { authorization: `Bearer ${own.secretKey}` } });
    api.app.get(SpanStreamService, { strict: false }).onModuleDestroy();
    expect(await response.text()).toMatch(/event: terminate\ndata: shutdown\n\n$/);
  });
});
