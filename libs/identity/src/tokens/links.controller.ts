import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Ctx, Database, Public, type RequestContext } from '#platform';
import { LinkPurposeInput, LinkPurposeView } from './links.dto.js';
import { SignedLinks } from './signed-links.service.js';
import { linkNotValid, SingleUseTokens } from './single-use-tokens.service.js';

@ApiTags('links')
@Controller('api/v1')
export class LinksController {
  constructor(
    private readonly db: Database,
    private readonly tokens: SingleUseTokens,
    private readonly signed: SignedLinks,
  ) {}

  /** What a link is for, so that one page can serve all; tells nothing else and does not use it up. */
  @Public('whoever was sent a link has no credential but the link')
  @HttpCode(200)
  @Post('links/purpose')
  @ApiOkResponse({ type: LinkPurposeView })
  async purpose(@Ctx() ctx: RequestContext, @Body() body: LinkPurposeInput): Promise<LinkPurposeView> {
    const purpose = this.signed.purposeOf(body.token) ?? (await this.tokens.purposeOf(this.db.reader, body.token, ctx.now));
    if (purpose === undefined) throw linkNotValid();
    return { purpose };
  }
}
