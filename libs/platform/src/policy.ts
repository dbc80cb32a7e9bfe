import { SetMetadata } from '@nestjs/common';

/** How a route is opened. The guard in `identity` denies every route without one, and the boot check names it. */
export type RoutePolicy =
  { kind: 'scope'; scopes: readonly string[] } | { kind: 'signed-in' } | { kind: 'public'; reason: string; signed?: boolean };

export const ROUTE_POLICY = 'spotwork:route-policy';

/** The route needs all of these scopes, from an API key or a role: `@Allow('visits:write')`. */
export const Allow = (...scopes: [string, ...string[]]) => SetMetadata(ROUTE_POLICY, { kind: 'scope', scopes } satisfies RoutePolicy);

/** Any signed-in person or valid key. */
export const AllowSignedIn = () => SetMetadata(ROUTE_POLICY, { kind: 'signed-in' } satisfies RoutePolicy);

/**
 * No credential at all; the reason is printed in the list of routes. `signed`: the handler believes nothing without a signature,
 * so that its callers need not be held back like those who might guess.
 */
export const Public = (reason: string, { signed }: { signed?: boolean } = {}) =>
  SetMetadata(ROUTE_POLICY, { kind: 'public', reason, signed } satisfies RoutePolicy);
