import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '#kernel';
import type { Actor, RequestContext } from '../context.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard in `identity`. */
    actor?: Actor;
    /** Set when the request arrives, from the application's clock. */
    receivedAt?: number;
  }
}

/** The request's context: `@Ctx() ctx: RequestContext`. */
export const Ctx = createParamDecorator((_: unknown, execution: ExecutionContext): RequestContext => {
  const request = execution.switchToHttp().getRequest<FastifyRequest>();
  if (!request.actor || request.receivedAt === undefined) throw new Error('the route has no actor: the guard did not run');
  const ifMatch = request.headers['if-match'];
  return {
    actor: request.actor,
    requestId: request.id,
    now: request.receivedAt,
    ifMatch,
    idempotency: request.method === 'POST' ? idempotencyOf(request) : undefined,
  };
});

function idempotencyOf(request: FastifyRequest): RequestContext['idempotency'] {
  const raw = request.headers['idempotency-key'];
  if (raw === undefined) return undefined;
  // The draft's quoted string and the bare form that most clients send are the same key.
  const key = String(raw)
    .trim()
    .replace(/^"(.*)"$/, '$1');
  if (key.length < 1 || key.length > 255 || !/^[\x21-\x7e]+$/.test(key)) {
    throw new DomainError('invalid', 'idempotency-key-invalid', { detail: 'Idempotency-Key: 1 to 255 printable characters.' });
  }
  const fingerprint = createHash('sha256')
    .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest('base64url');
  return { key, fingerprint };
}
