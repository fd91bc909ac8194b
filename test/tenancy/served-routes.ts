import type { INestApplicationContext } from '@nestjs/common';
import { listRoutes, type RouteInfo } from '../../apps/api/src/http/routes';

/** The routes of the application that do something: what is to come answers everybody who is let in with 501, and has a suite of its own. */
export const servedRoutes = (app: INestApplicationContext): RouteInfo[] =>
  listRoutes(app).filter(({ handler }) => !handler.startsWith('LaterController.'));
