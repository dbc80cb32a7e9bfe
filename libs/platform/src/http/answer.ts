import { createHash } from 'node:crypto';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { Outcome } from '../commands.service.js';
import { names } from '../etag.js';

/** What a controller answers: a body with its status, entity tag and address. */
export class Answer<T> implements Outcome<T> {
  readonly status: number;
  constructor(
    readonly body: T,
    readonly etag?: string,
    status = 200,
    readonly location?: string,
    readonly replayed?: boolean,
    /** Beside the version that the tag names it tells what follows from other things: it is answered whole each time. */
    readonly isDerived = false,
  ) {
    this.status = status;
  }

  static derived<T>(body: T, etag: string): Answer<T> {
    return new Answer(body, etag, 200, undefined, undefined, true);
  }

  static of<T>(outcome: Outcome<T>): Answer<T> {
    return new Answer(outcome.body, outcome.etag, outcome.status, outcome.location, outcome.replayed);
  }
}

/** A strong tag for a resource without a version of its own. */
export function contentEtag(body: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22)}"`;
}

/**
 * Writes an `Answer` to the reply: status, ETag, Location; 304 when the reader has it already. Here and not in an
 * interceptor: one interceptor sends every request through RxJS, which cost 30 µs of the 110 of a read.
 */
export class AnsweringAdapter extends FastifyAdapter {
  override reply(response: Parameters<FastifyAdapter['reply']>[0], body: unknown, statusCode?: number) {
    if (!(body instanceof Answer)) return super.reply(response, body, statusCode);
    const reply = response as FastifyReply;
    if (body.etag) reply.header('etag', body.etag);
    if (body.location) reply.header('location', body.location);
    if (body.replayed) reply.header('idempotent-replayed', 'true');
    const { method, headers } = reply.request;
    const known = method === 'GET' && !body.isDerived ? headers['if-none-match'] : undefined;
    const isKnown = body.etag !== undefined && known !== undefined && names(known, body.etag);
    if (isKnown) return super.reply(reply, undefined, 304);
    return super.reply(reply, body.status === 204 ? undefined : body.body, body.status);
  }
}
