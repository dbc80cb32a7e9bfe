import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { Authenticator } from './access/authenticator.service.js';
import { IdentityGuard } from './access/identity.guard.js';
import { IdentityService } from './identity.service.js';
import { ApiKeyController } from './keys/api-key.controller.js';
import { ApiKeyService } from './keys/api-key.service.js';
import { ApiKeyStore } from './keys/api-key.store.js';
import { PasswordThrottle } from './passwords/password-throttle.service.js';
import { SetupService } from './passwords/setup.service.js';
import { SignInService } from './passwords/sign-in.service.js';
import { ThrottleStore } from './passwords/throttle.store.js';
import { SessionController } from './sessions/session.controller.js';
import { SessionService } from './sessions/session.service.js';
import { SessionStore } from './sessions/session.store.js';
import { LinksController } from './tokens/links.controller.js';
import { TokensModule } from './tokens/tokens.module.js';
import { UserController } from './users/user.controller.js';
import { UserService } from './users/user.service.js';
import { UserStore } from './users/user.store.js';

/** Importing it puts the guard before every route of the app: default deny. */
@Module({
  imports: [DiscoveryModule, TokensModule],
  controllers: [SessionController, UserController, ApiKeyController, LinksController],
  providers: [
    { provide: APP_GUARD, useClass: IdentityGuard },
    ApiKeyService,
    ApiKeyStore,
    Authenticator,
    IdentityService,
    PasswordThrottle,
    SessionService,
    SessionStore,
    SetupService,
    SignInService,
    ThrottleStore,
    UserService,
    UserStore,
  ],
  exports: [IdentityService, TokensModule],
})
export class IdentityModule {}
