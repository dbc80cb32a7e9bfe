import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, invariant } from '#kernel';
import { type Actor, CONFIG, type Config, hasScope, ROUTE_POLICY, type RoutePolicy } from '#platform';
import { Authenticator, type Credential } from './authenticator.service.js';
import { cookieNameFor, presentedBy } from './credentials.rules.js';
import { isSafe, type Provenance, refuseCrossSite, refuseForeign } from './cross-site.rules.js';
import { insufficientScope } from './grants.rules.js';
import { networkOf, RateLimiter } from './rate-limiter.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The session that the request came in, if it came with a cookie. */
    sessionId?: string;
  }
}

/** The actor of routes that need no credential. */
const ANYONE: Actor = { type: 'link', id: 'public', displayName: 'public', scopes: [] };

/**
 * Sign-ins, links and other changes that need no credential, per address and minute: a whole clinic behind one
 * address signs in with ease, and a guesser gets nowhere.
 */
const ATTEMPTS_PER_MINUTE = 60;

/** Asks of every request: does the route's policy let this credential in, and not too often? */
@Injectable()
export class IdentityGuard implements CanActivate {
  private readonly known: RateLimiter;
  private readonly refused: RateLimiter;
  private readonly signed: RateLimiter;
  private readonly attempts = new RateLimiter('attempts', ATTEMPTS_PER_MINUTE);
  private readonly cookieName: string;
  /** By handler: looking them up in the metadata took 3 µs a request. */
  private readonly policies = new Map<object, { owner: object; policy: RoutePolicy }>();

  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.known = new RateLimiter('default', config.rateLimitPerMinute);
    this.signed = new RateLimiter('default', config.rateLimitPerMinute);
    this.refused = new RateLimiter('default', config.rateLimitPerMinute);
    this.cookieName = cookieNameFor(config.publicUrl);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const policy = this.policyOf(context);
    const now = request.receivedAt;
    invariant(now !== undefined, 'prepareHttp() did not run');
    if (policy.kind === 'public') {
      request.actor = ANYONE;
      if (!isSafe(request.method)) {
        charge(policy.signed ? this.signed : this.attempts, networkOf(request.ip), now, reply);
        refuseForeign(provenanceOf(request, this.config));
      }
      return true;
    }
    const credential = await this.identify(request, reply, now);
    request.actor = credential.actor;
    request.sessionId = credential.sessionId;
    charge(this.known, credential.actor.id, now, reply);
    const missing = policy.kind === 'scope' ? policy.scopes.find((scope) => !hasScope(credential.actor, scope)) : undefined;
    if (missing !== undefined) throw insufficientScope(missing);
    return true;
  }

  private policyOf(context: ExecutionContext): RoutePolicy {
    const handler = context.getHandler();
    const owner = context.getClass();
    const known = this.policies.get(handler);
    if (known?.owner === owner) return known.policy;
    const policy = this.reflector.getAllAndOverride<RoutePolicy | undefined>(ROUTE_POLICY, [handler, owner]);
    // The boot check has named such a route already; an app that skipped the check must not serve it.
    invariant(policy, `the route ${owner.name}.${handler.name} has no policy`);
    this.policies.set(handler, { owner, policy });
    return policy;
  }

  private async identify(request: FastifyRequest, reply: FastifyReply, now: number): Promise<Credential> {
    const presented = presentedBy(request.headers, this.cookieName);
    if (presented.kind === 'session') refuseCrossSite(provenanceOf(request, this.config));
    try {
      return await this.authenticator.identify(presented, now);
    } catch (error) {
      // Counted apart from the valid credentials of the same address: a broken script does not lock the desk out.
      if (error instanceof DomainError && error.kind === 'unauthenticated') charge(this.refused, networkOf(request.ip), now, reply);
      throw error;
    }
  }
}

/** Takes one request from the caller's quota and says in the headers what is left. @throws `throttled` / `quota-exceeded` */
function charge(limiter: RateLimiter, caller: string, now: number, reply: FastifyReply): void {
  const quota = limiter.take(caller, now);
  reply.header('ratelimit-policy', limiter.policy);
  reply.header('ratelimit', `"${limiter.name}";r=${quota.remaining};t=${quota.resetSeconds}`);
  if (quota.allowed) return;
  throw new DomainError('throttled', 'quota-exceeded', {
    detail: `Too many requests. Try again in ${quota.retryAfterSeconds} s.`,
    retryAfterSeconds: quota.retryAfterSeconds,
    extra: { 'violated-policies': [limiter.name] },
  });
}

function provenanceOf(request: FastifyRequest, config: Config): Provenance {
  const { headers } = request;
  return {
    method: request.method,
    hasBody: Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined,
    contentType: headers['content-type'],
    fetchSite: headers['sec-fetch-site'] as string | undefined,
    origin: headers.origin,
    host: request.host,
    publicUrl: config.publicUrl,
  };
}
