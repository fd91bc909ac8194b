import { allowedMethods } from './allowed-methods';

const routes = [
  { method: 'GET', path: '/api/v1/project/:project/otel/traces' },
  { method: 'DELETE', path: '/api/v1/project/:project/otel/traces' },
  { method: 'GET', path: '/api/v1/project/:project/otel/traces/:traceId' },
  { method: 'ALL', path: '/v1/webhooks' },
  { method: 'GET', path: '/v2/prompts/*name' },
  { method: 'PATCH', path: '/v2/prompts/*name/versions/:version' },
];

describe('allowedMethods', () => {
  it.each([
    ['/api/v1/project/default/otel/traces', ['DELETE', 'GET', 'HEAD']],
    ['/api/v1/project/default/otel/traces/', ['DELETE', 'GET', 'HEAD']],
    ['/api/v1/project/default/otel/traces/x', ['GET', 'HEAD']],
    ['/api/v1/project/default/otel/traces/x/y', []],
    ['/api/v1/project/default/otel/favourites', []],
    ['/v1/webhooks', []],
    ['/v2/prompts/a', ['GET', 'HEAD']],
    ['/v2/prompts/a/b', ['GET', 'HEAD']],
    ['/v2/prompts/a/b/versions/1', ['GET', 'HEAD', 'PATCH']],
    ['/v2/prompts', []],
  ])('of %s are %j', (path, methods) => {
    expect(allowedMethods(routes, path)).toEqual(methods);
  });
});
