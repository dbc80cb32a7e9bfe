import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AllowSignedIn, Answer, Ctx, type RequestContext } from '#platform';
import { NoBody } from '../messages/messages.dto.js';
import { AllReadView, InboxPage, InboxQuery, NotificationView } from './inbox.dto.js';
import { InboxService } from './inbox.service.js';

/** What the signed-in practitioner was told in the app. Whoever is no practitioner has none. */
@ApiTags('notifications')
@Controller('api/v1/me/notifications')
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  /** The newest first. They carry no health information: what they are about stands on its page. */
  @AllowSignedIn()
  @ApiOkResponse({ type: InboxPage })
  @Get()
  list(@Ctx() ctx: RequestContext, @Query() query: InboxQuery): Promise<InboxPage> {
    return this.inbox.list(ctx, query);
  }

  /** Marks all as read that have arrived. */
  @AllowSignedIn()
  @HttpCode(200)
  @ApiOkResponse({ type: AllReadView })
  @Post('read-all')
  async readAll(@Ctx() ctx: RequestContext, @Body() _body: NoBody): Promise<Answer<AllReadView>> {
    return Answer.of(await this.inbox.readAll(ctx));
  }

  /** Marks one as read; once more changes nothing. */
  @AllowSignedIn()
  @HttpCode(200)
  @ApiOkResponse({ type: NotificationView })
  @Post(':id/read')
  async read(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() _body: NoBody): Promise<Answer<NotificationView>> {
    return Answer.of(await this.inbox.read(ctx, id));
  }
}
