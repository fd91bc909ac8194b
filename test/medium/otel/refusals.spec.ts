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

  it('say of a stream that ends why it ends', async () => {
    const { api, own } = suite;
    const response = await fetch(`${api.url}${base}/sse`, { headers: { authorization: `Bearer ${own.secretKey}` } });
    api.app.get(SpanStreamService, { strict: false }).onModuleDestroy();
    expect(await response.text()).toMatch(/event: terminate\ndata: shutdown\n\n$/);
  });
});
