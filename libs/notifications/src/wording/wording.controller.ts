import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { MessagePublications } from '../settings/message-settings.dto.js';
import { ClinicWordingInput, ClinicWordingView, WordingPreviewInput, WordingPreviewView } from './wording.dto.js';
import { WordingService } from './wording.service.js';

@ApiTags('messages')
@Controller('api/v1/messages/wording')
export class WordingController {
  constructor(private readonly wording: WordingService) {}

  /** The words of every kind of message and piece of advice, as released and as the clinic has them. */
  @Allow('messages:read')
  @Get()
  @ApiOkResponse({ type: ClinicWordingView })
  async current(): Promise<Answer<ClinicWordingView>> {
    const { view, etag } = await this.wording.current();
    return new Answer(view, etag);
  }

  /** Publishes the clinic's own words; what is left out is as released. */
  @Allow('clinic:write')
  @Put()
  @ApiOkResponse({ type: ClinicWordingView })
  async publish(@Ctx() ctx: RequestContext, @Body() body: ClinicWordingInput): Promise<Answer<ClinicWordingView>> {
    const { note, ...own } = body;
    return Answer.of(await this.wording.publish(ctx, own, note));
  }

  /** How words would read, and what is wrong with them; nothing is stored. */
  @Allow('messages:read')
  @Post('preview')
  @HttpCode(200)
  @ApiOkResponse({ type: WordingPreviewView })
  preview(@Body() body: WordingPreviewInput): Promise<WordingPreviewView> {
    const { visitId, ...own } = body;
    return this.wording.preview(own, visitId);
  }

  /** Who published which version, when and why; 200 at most. */
  @Allow('messages:read')
  @Get('history')
  @ApiOkResponse({ type: MessagePublications })
  async history(): Promise<MessagePublications> {
    return { data: await this.wording.history(), page: { hasMore: false } };
  }

  /** The clinic's own words as a version had them: to compare, or to publish again. */
  @Allow('messages:read')
  @Get('history/:version')
  @ApiOkResponse({ type: ClinicWordingView })
  version(@Param('version', ParseIntPipe) version: number): Promise<ClinicWordingView> {
    return this.wording.version(version);
  }
}
