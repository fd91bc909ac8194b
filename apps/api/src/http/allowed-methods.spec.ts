import { allowedMethods } from './allowed-methods';

const routes = [
  { method: 'GET', path: '/api/v1/project/:project/otel/traces' },
  { method: 'DELETE', path: '/api/v1/project/:project/otel/traces' },
  { method: 'GET', path: '/api/v1/project/:project/otel/traces/:traceId' },
  { method: 'ALL', path: '/v1/webhooks' },
];

describe('allowedMethods', () => {
  it.each([
    ['/api/v1/project/default/otel/traces', ['DELETE', 'GET', 'HEAD']],
    ['/api/v1/project/default/otel/traces/', ['DELETE', 'GET', 'HEAD']],
    ['/api/v1/project/default/otel/traces/x', ['GET', 'HEAD']],
    ['/api/v1/project/default/otel/traces/x/y', []],
    ['/api/v1/project/default/otel/favourites', []],
    ['/v1/webhooks', []],
  ])('of %s are %j', (path, methods) => {
    expect(allowedMethods(routes, path)).toEqual(methods);
  });
});
