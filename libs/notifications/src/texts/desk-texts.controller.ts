import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { InboundTextsPage, InboundTextsQuery, InboundTextView, NoTextBody } from './desk-texts.dto.js';
import { DeskTexts } from './desk-texts.service.js';

@ApiTags('messages')
@Controller('api/v1/inbound-texts')
export class DeskTextsController {
  constructor(private readonly texts: DeskTexts) {}

  /** Texts that people sent, newest first. */
  @Allow('messages:read')
  @Get()
  @ApiOkResponse({ type: InboundTextsPage })
  list(@Query() query: InboundTextsQuery): Promise<InboundTextsPage> {
    return this.texts.list(query);
  }

  /** Somebody has seen to it. */
  @Allow('messages:write')
  @HttpCode(200)
  @Post(':id/done')
  @ApiOkResponse({ type: InboundTextView })
  async done(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() _body: NoTextBody) {
    return Answer.of(await this.texts.finish(ctx, id));
  }
}
