import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#kernel';
import { AllowSignedIn, Answer, CONFIG, contentEtag, type Config, Ctx, Public, type RequestContext } from '#platform';
import { cookieNameFor, readCookie, sessionCookie } from '../access/credentials.rules.js';
import { SetupService } from '../passwords/setup.service.js';
import { SignInService } from '../passwords/sign-in.service.js';
import { SessionView, SetupCheckRequest, SetupCheckView, SetupRequest, SignInRequest } from './session.dto.js';
import { SessionService, type StartedSession } from './session.service.js';

@ApiTags('session')
@Controller('api/v1/session')
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly signIns: SignInService,
    private readonly setups: SetupService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Signs a person in and sets the session cookie. After five failures the account waits, 30 s to 15 min. */
  @Public('whoever signs in has no credential yet')
  @Post()
  @ApiCreatedResponse({ type: SessionView })
  async signIn(
    @Ctx() ctx: RequestContext,
    @Body() body: SignInRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    return this.handOver(await this.signIns.signIn(ctx, body, this.tokenOf(request)), reply);
  }

  /** Who calls: a signed-in person, or an API key. */
  @AllowSignedIn()
  @Get()
  @ApiOkResponse({ type: SessionView })
  async show(@Ctx() ctx: RequestContext, @Req() request: FastifyRequest): Promise<Answer<SessionView>> {
    const view = await this.sessions.describe(ctx, request.sessionId);
    return new Answer(view, contentEtag(view));
  }

  /** Signs out. The session ends on the server, and the browser forgets what it kept for this site. */
  @AllowSignedIn()
  @Delete()
  @HttpCode(204)
  @ApiNoContentResponse()
  async signOut(
    @Ctx() ctx: RequestContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (request.sessionId === undefined) {
      throw new DomainError('refused', 'no-session', { detail: 'An API key has no session. Revoke the key instead.' });
    }
    await this.sessions.end(ctx, request.sessionId);
    reply.header('set-cookie', sessionCookie(this.config.publicUrl, ''));
    reply.header('clear-site-data', '"cookies", "storage"');
  }

  /** Whom a one-time link is for. Does not use it up. */
  @Public('whoever opens an invitation has no credential yet')
  @Post('setup/check')
  @HttpCode(200)
  @ApiOkResponse({ type: SetupCheckView })
  async check(@Ctx() ctx: RequestContext, @Body() body: SetupCheckRequest): Promise<SetupCheckView> {
    const user = await this.setups.check(ctx, body.token);
    return { email: user.email, displayName: user.display_name };
  }

  /** Sets the password that a one-time link is for, and signs in. */
  @Public('whoever opens an invitation has no credential yet')
  @Post('setup')
  @ApiCreatedResponse({ type: SessionView })
  async setup(
    @Ctx() ctx: RequestContext,
    @Body() body: SetupRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    return this.handOver(await this.setups.complete(ctx, body, this.tokenOf(request)), reply);
  }

  private tokenOf(request: FastifyRequest): string | undefined {
    return readCookie(request.headers.cookie, cookieNameFor(this.config.publicUrl));
  }

  private handOver(started: StartedSession, reply: FastifyReply): SessionView {
    reply.header('set-cookie', sessionCookie(this.config.publicUrl, started.token));
    return started.view;
  }
}
