import { type INestApplicationContext, Injectable, type OnApplicationBootstrap, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type Grant, publicKey, requiresKey } from './requires';

/** One route and who may call it. */
export interface RouteInfo {
  readonly method: string;
  /** As declared, e.g. `/api/traces/:id/events`. */
  readonly path: string;
  readonly handler: string;
  readonly policy: readonly Grant[] | 'public' | undefined;
}

/** Every route of the application, read from its controllers: documentation and the isolation tests are made from this. */
@Injectable()
export class Routes implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  list(): RouteInfo[] {
    return this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (metatype ? this.ofController(metatype as new () => object) : []));
  }

  /** An api with an undecided route does not start. */
  onApplicationBootstrap(): void {
    const open = this.list().filter(({ policy }) => policy === undefined);
    if (open.length > 0) {
      throw new Error(
        `routes without a policy: ${open.map(({ method, path, handler }) => `${method} ${path} (${handler})`).join(', ')}`,
      );
    }
  }

  private ofController(controller: new () => object): RouteInfo[] {
    const prototype = controller.prototype as Record<string, object>;
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name]!;
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      const policy = Reflect.getMetadata(publicKey, handler)
        ? 'public'
        : (Reflect.getMetadata(requiresKey, handler) as readonly Grant[] | undefined);
      return pathsOf(controller).flatMap((base) =>
        pathsOf(handler).map((path) => ({
          method: RequestMethod[method],
          path: join(base, path),
          handler: `${controller.name}.${name}`,
          policy,
        })),
      );
    });
  }
}

const pathsOf = (target: object): string[] =>
  [(Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined) ?? ''].flat();

const join = (...parts: string[]): string =>
  `/${parts
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter(Boolean)
    .join('/')}`;

export const listRoutes = (app: INestApplicationContext): RouteInfo[] => app.get(Routes).list();
