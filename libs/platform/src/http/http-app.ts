import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { INestApplication } from '@nestjs/common';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { DomainError, notFound, randomCharacters } from '#kernel';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { HealthState } from '../health/health.state.js';
import { AnsweringAdapter } from './answer.js';
import { findBadInput, findBadQuery } from './body-guard.js';
import { addFormParsers } from './forms.js';
import { problemOf, problemOfStatus } from './problem.js';
import { pathOf, ProblemFilter, sendProblem } from './problem.filter.js';
import { securityHeaders } from './security-headers.js';
import { makeValidationPipe } from './validation.js';

const BODY_LIMIT = 1_048_576;
const START_RETRY_SECONDS = 2;

/** The HTTP server with the limits that hold for every request. */
export function makeHttpAdapter(config: Pick<Config, 'trustProxy' | 'publicUrl'>): FastifyAdapter {
  const problems = new ProblemFilter();
  const hardening = securityHeaders(config.publicUrl);
  return new AnsweringAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    genReqId: () => `req_${randomCharacters(16)}`,
    // A request has to arrive within half a minute; its answer may take as long as it likes, as a stream of events does.
    connectionTimeout: 0,
    requestTimeout: 30_000,
    // What is under way when the server closes is finished, also what comes in on a connection that is open already.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 200 },
    // Nobody here uses Express-style middleware.
    skipMiddie: true,
    // What the router cannot read never reaches a hook.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      reply.headers(hardening).header('x-request-id', request.id);
      problems.handle(error, request, reply);
    },
    clientErrorHandler: (error: Error, socket: Socket) => answerUnreadable(error, socket, hardening),
  });
}

/** Filters, guards of the body, security headers: the same for every app that listens. */
export function prepareHttp(app: NestFastifyApplication, parts: { config: Config; clock: Clock }): void {
  const fastify = app.getHttpAdapter().getInstance();
  const hardening = securityHeaders(parts.config.publicUrl);
  fastify.addHook('onRequest', (request, reply, done) => {
    request.receivedAt = parts.clock.now();
    reply.header('x-request-id', request.id);
    reply.headers(hardening);
    done();
  });
  // JSON and nothing else, but for routes that say so. An empty body is an absent one: action bodies may be left out.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    void fastify.getDefaultJsonParser('error', 'error')(request, body as string, done);
  });
  addFormParsers(fastify);
  fastify.addHook('preValidation', (request, reply, done) => {
    // An address with such text in it is nobody's.
    const isNobody = findBadInput(request.params) !== undefined;
    const bad = isNobody ? notFound('address') : (findBadInput(request.body) ?? findBadQuery(request.query));
    if (bad) return sendProblem(reply, problemOf(bad, pathOf(request)));
    done();
  });
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(makeValidationPipe());
}

/** While `HealthState` waits for something, only the health routes answer: a server listens before it is ready. */
export function holdBackUntilReady(app: NestFastifyApplication): void {
  const health = app.get(HealthState);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      const { awaited } = health;
      if (awaited === undefined) return done();
      const path = pathOf(request);
      if (path === '/health/live' || path === '/health/ready') return done();
      const starting = new DomainError('unavailable', 'starting', { detail: awaited });
      sendProblem(reply, { ...problemOf(starting, path), retryAfterSeconds: START_RETRY_SECONDS });
    });
}

const IDLE_CHECK_MS = 50;

/** Takes no more connections and finishes what is under way, up to `graceMs`; then whoever is still connected is cut off. */
export async function closeHttp(app: NestFastifyApplication, graceMs: number): Promise<void> {
  const server = app.getHttpServer();
  // A connection that was busy when the closing began is kept open by its client after its answer.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(cut);
  }
}

/** Bytes that are no HTTP: there is no request yet, so the answer is written by hand. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket, hardening: Record<string, string>): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const status = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }[error.code ?? ''] ?? 400;
  const body = JSON.stringify(problemOfStatus(status));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...Object.entries(hardening).map(([name, value]) => `${name}: ${value}`),
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroy(error);
}

export type App = INestApplication & NestFastifyApplication;
