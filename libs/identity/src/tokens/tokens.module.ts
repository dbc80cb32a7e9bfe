import { Module } from '@nestjs/common';
import { LinkSecrets } from './link-secrets.service.js';
import { SignedLinks } from './signed-links.service.js';
import { SingleUseTokens } from './single-use-tokens.service.js';

/** Links for one purpose, for libs that send them: without the guard that `IdentityModule` puts before every route. */
@Module({ providers: [LinkSecrets, SignedLinks, SingleUseTokens], exports: [LinkSecrets, SignedLinks, SingleUseTokens] })
export class TokensModule {}
