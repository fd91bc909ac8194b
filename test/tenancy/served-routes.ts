import type { INestApplicationContext } from '@nestjs/common';
import { listRoutes, type RouteInfo } from '../../apps/api/src/http/routes';

/**
 * The routes of the application that do something: what is to come answers everybody who is let in with 501, and has a suite of its own. What
 * stands under `/api/v1` as under `/v1` is one handler with one policy: it is asked under `/v1`.
 */
export const servedRoutes = (app: INestApplicationContext): RouteInfo[] => {
  const routes = listRoutes(app).filter(({ handler }) => !handler.startsWith('LaterController.'));
  const places = new Set(routes.map(placeOf));
  return routes.filter(
    (route) => !isAlias(route) || !places.has(placeOf({ ...route, path: route.path.slice('/api'.length) })),
  );
};

const placeOf = ({ method, path, handler }: RouteInfo): string => `${method} ${path} ${handler}`;

const isAlias = ({ path }: RouteInfo): boolean => path.startsWith('/api/v1/');
