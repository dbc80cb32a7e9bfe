import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#kernel';
import { OverlapError } from '../persistence/tx.js';
import { translate } from '../persistence/errors.js';
import { problemOf, problemOfStatus, type Problem } from './problem.js';

/** What a caller can do about a 400 of the framework. */
const DETAIL_OF: Record<string, string> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as Content-Length says.',
  FST_ERR_BAD_URL: 'The address is not percent-encoded as it should be.',
};

/** Turns every error into problem+json. An unexpected one is a 500 whose id stands beside the stack in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    this.handle(error, request, reply);
  }

  /** The same for errors before Nest: an unreadable body, a body over the limit. */
  handle(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (reply.sent) return;
    sendProblem(reply, this.toProblem(error, request));
  }

  private toProblem(raw: unknown, request: FastifyRequest): Problem {
    const error = translate(raw);
    const instance = pathOf(request);
    if (error instanceof DomainError) return withRetry(problemOf(error, instance), error);
    if (error instanceof OverlapError) return problemOf(new DomainError('conflict', 'slot-taken'), instance);
    const status = error instanceof HttpException ? error.getStatus() : ((error as { statusCode?: number })?.statusCode ?? 500);
    if (status >= 400 && status < 500) return problemOfStatus(status, instance, DETAIL_OF[codeOf(error) ?? '']);
    this.logger.error(`request ${request.id} failed: ${describe(error)}`);
    return {
      type: '/api/docs/problems#internal',
      title: 'Something went wrong on our side',
      status: 500,
      code: 'internal',
      detail: `It is in the log under ${request.id}.`,
      instance,
    };
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem & { retryAfterSeconds?: number }): void {
  const { retryAfterSeconds, ...body } = problem;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  if (body.status === 401) reply.header('www-authenticate', 'Bearer');
  reply.status(body.status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(body));
}

function withRetry(problem: Problem, error: DomainError): Problem {
  const { retryAfterSeconds } = error.details;
  return retryAfterSeconds === undefined ? problem : { ...problem, retryAfterSeconds };
}

/** Where our own code failed: the stack has file names and our messages, never parameters of a statement. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'not an Error';
  const code = codeOf(error);
  const isDriver = 'driverError' in error || 'query' in error || code !== undefined;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8)
    .join('\n');
  // A driver's message may quote values of a row; its code is enough to find the cause.
  return `${error.name} ${code ?? ''} ${isDriver ? '' : error.message}\n${frames}`;
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}

/** The path without its query: a query could carry what somebody typed. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
