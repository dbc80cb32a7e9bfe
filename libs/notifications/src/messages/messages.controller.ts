import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { MailboxView, MessagesPage, MessagesQuery, MessageView, NoBody, PreviewQuery, PreviewView } from './messages.dto.js';
import { MessagesService } from './messages.service.js';

const MAILBOX_LIMIT = 50;

@ApiTags('messages')
@Controller('api/v1')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Allow('messages:read')
  @ApiOkResponse({ type: MessagesPage })
  @Get('messages')
  list(@Query() query: MessagesQuery): Promise<MessagesPage> {
    return this.messages.list(query);
  }

  /** What is still to go out about a visit, with the advice and why it applies. */
  @Allow('messages:read')
  @ApiOkResponse({ type: PreviewView })
  @Get('messages/preview')
  preview(@Query() query: PreviewQuery): Promise<PreviewView> {
    return this.messages.preview(query.visitId);
  }

  @Allow('messages:read')
  @ApiOkResponse({ type: MessageView })
  @Get('messages/:id')
  async get(@Param('id') id: string) {
    const { view, etag } = await this.messages.get(id);
    return Answer.derived(view, etag);
  }

  /**
   * Sends it again, from the visit as it is now: 201 with the new message. One that was stopped before its time goes after all when
   * that comes: 200 with the same message. 422 `left-out`, with the `reason`, where it would not be sent.
   */
  @Allow('messages:write')
  @ApiCreatedResponse({ type: MessageView })
  @Post('messages/:id/resend')
  async resend(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() _body: NoBody) {
    return Answer.of(await this.messages.resend(ctx, id));
  }

  /** Stops one that has not left. */
  @Allow('messages:write')
  @HttpCode(200)
  @ApiOkResponse({ type: MessageView })
  @Post('messages/:id/suppress')
  async suppress(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() _body: NoBody) {
    return Answer.of(await this.messages.suppress(ctx, id));
  }

  /**
   * The newest mails of the mailbox folder, the transport without SMTP. What a link opens or answers is for its recipient: it
   * stands in the text only for those who may read and answer the same themselves (scopes to write screenings, referrals, visits and patients).
   */
  @Allow('messages:read')
  @ApiOkResponse({ type: MailboxView })
  @Get('mailbox')
  mailbox(@Ctx() ctx: RequestContext): Promise<MailboxView> {
    return this.messages.mailbox(ctx, MAILBOX_LIMIT);
  }
}
