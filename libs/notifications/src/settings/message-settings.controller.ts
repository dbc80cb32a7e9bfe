import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { MessagePublications, MessageSettingsInput, MessageSettingsView } from './message-settings.dto.js';
import { MessageSettingsService } from './message-settings.service.js';

@ApiTags('messages')
@Controller('api/v1/messages/settings')
export class MessageSettingsController {
  constructor(private readonly settings: MessageSettingsService) {}

  /** Which messages the clinic sends beside the news of a visit, and how many. */
  @Allow('messages:read')
  @Get()
  @ApiOkResponse({ type: MessageSettingsView })
  async current(): Promise<Answer<MessageSettingsView>> {
    const { view, etag } = await this.settings.current();
    return new Answer(view, etag);
  }

  /** Publishes the clinic's settings: what is due from now on follows them, and what is left out is as released. */
  @Allow('clinic:write')
  @Put()
  @ApiOkResponse({ type: MessageSettingsView })
  async publish(@Ctx() ctx: RequestContext, @Body() body: MessageSettingsInput): Promise<Answer<MessageSettingsView>> {
    const { note, ...choices } = body;
    return Answer.of(await this.settings.publish(ctx, choices, note));
  }

  /** Who published which version, when and why; 200 at most. */
  @Allow('messages:read')
  @Get('history')
  @ApiOkResponse({ type: MessagePublications })
  async history(): Promise<MessagePublications> {
    return { data: await this.settings.history(), page: { hasMore: false } };
  }
}
