import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ROUTE_POLICY, type RoutePolicy } from '#platform';
import { isScope, SCOPES } from './roles.js';

/** A route as its controller declares it. */
export interface Route {
  method: string;
  path: string;
  /** `VisitController.book` */
  handler: string;
  policy?: RoutePolicy;
}

/** Every route of every controller in the app. */
export function routesOf(app: INestApplicationContext): Route[] {
  const scanner = new MetadataScanner();
  return app
    .get(DiscoveryService, { strict: false })
    .getControllers()
    .flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, object>;
      return scanner.getAllMethodNames(prototype).flatMap((name) => routesOfMethod(metatype, prototype[name]!, name));
    });
}

/**
 * Default deny, checked at start: a route without `@Allow`, `@AllowSignedIn` or `@Public` stops it, as does a scope
 * that no role or key could hold.
 */
export function assertEveryRouteHasPolicy(app: INestApplicationContext): void {
  const problems = routesOf(app).flatMap((route) => {
    const name = `${route.method} ${route.path} (${route.handler})`;
    if (!route.policy) return [`${name} has no policy: add @Allow('<scope>'), @AllowSignedIn() or @Public('<reason>').`];
    if (route.policy.kind !== 'scope') return [];
    return route.policy.scopes
      .filter((scope) => !isScope(scope))
      .map((scope) => `${name} asks for the unknown scope ${scope}. Scopes: ${SCOPES.join(', ')} (libs/identity/src/access/roles.ts).`);
  });
  if (problems.length > 0) throw new Error(`Routes without a usable policy:\n${problems.join('\n')}`);
}

function routesOfMethod(controller: object, handler: object, name: string): Route[] {
  const own = pathsAt(handler);
  if (own.length === 0) return [];
  const method = RequestMethod[(Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined) ?? RequestMethod.GET];
  const policy = (Reflect.getMetadata(ROUTE_POLICY, handler) ?? Reflect.getMetadata(ROUTE_POLICY, controller)) as RoutePolicy | undefined;
  return pathsAt(controller).flatMap((prefix) =>
    own.map((path) => ({
      method: method.toUpperCase(),
      path: `/${[prefix, path].flatMap((part) => part.split('/').filter(Boolean)).join('/')}`,
      handler: `${(controller as { name: string }).name}.${name}`,
      policy,
    })),
  );
}

function pathsAt(target: object): string[] {
  const path = Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined;
  return path === undefined ? [] : [path].flat();
}
