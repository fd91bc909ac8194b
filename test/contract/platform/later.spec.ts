import { listRoutes } from '../../../apps/api/src/http/routes';
import { usePlatform } from './platform-suite';

describe('what is to come', () => {
  const suite = usePlatform();

  it.each([
    ['GET', '/v1/annotation-queues'],
    ['POST', '/v1/annotation-queues/q/items'],
    ['GET', '/api/v1/file-operations'],
    ['POST', '/v1/traces/t/terminal-commands'],
    ['GET', '/v1/webhooks'],
    ['POST', '/v1/import'],
    ['POST', '/v1/graphql'],
  ])('is told of %s %s as not implemented', async (method, path) => {
    expect((await fetch(suite.api.url + path, { method })).status).toBe(401);
    const { status, body } = await suite.call(method, path, method === 'GET' ? undefined : {});
    expect([status, body]).toEqual([
      501,
      { error: { code: 'not_implemented', message: `Not supported by this server: ${method} ${path}`, details: {} } },
    ]);
  });

  it.each([
    ['GET', '/api/public/metrics'],
    ['GET', '/api/public/metrics/daily'],
    ['GET', '/api/public/v2/metrics'],
    ['GET', '/api/public/models'],
    ['DELETE', '/api/public/models/m'],
    ['POST', '/api/public/annotation-queues/q/items'],
    ['GET', '/api/public/experiments'],
    ['GET', '/api/public/organizations/projects'],
    ['POST', '/api/public/projects'],
    ['GET', '/api/public/projects/p/apiKeys'],
    ['GET', '/api/public/scim/Users'],
    ['PUT', '/api/public/llm-connections'],
    ['GET', '/api/public/integrations/blob-storage'],
    ['GET', '/api/public/v2/evaluators'],
    ['POST', '/api/public/feedback'],
    ['POST', '/api/public/traces'],
    ['POST', '/api/public/spans'],
    ['POST', '/api/public/generations'],
    ['POST', '/api/public/events'],
  ])('is told of %s %s as Langfuse clients parse it', async (method, path) => {
    expect((await fetch(suite.api.url + path, { method })).status).toBe(401);
    const { status, body } = await suite.call(method, path, method === 'GET' ? undefined : {});
    expect([status, body]).toEqual([
      501,
      { message: `Not supported by this server: ${method} ${path}`, error: 'NotImplementedError' },
    ]);
  });

  it('is closed for nobody who may call anything, and is in no document', async () => {
    const viewer = await suite.api.tokenOf(suite.own.userId, suite.own.email);
    expect((await suite.api.call(viewer, 'GET', '/api/public/models')).status).toBe(501);
    const { paths } = (await suite.read('/openapi.json')) as { paths: object };
    const later = listRoutes(suite.api.app).filter(({ handler }) => handler.startsWith('LaterController.'));
    expect(later.length).toBeGreaterThan(40);
    expect(Object.keys(paths).filter((path) => /annotation|scim|organizations/.test(path))).toEqual([]);
  });
});
