import { Body, Controller, Get, HttpCode, Inject, Param, Post, StreamableFile } from '@nestjs/common';
import { ApiConsumes, ApiOkResponse, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AcceptsForm, Answer, CONFIG, type Config, Ctx, Public, type RequestContext } from '#platform';
import { AskByLinkInput, ConfirmByLinkInput, OneClickInput, ReminderLinkView, VisitLinkInput, VisitLinkView } from './answers.dto.js';
import { ReminderLinks } from './reminder-links.service.js';
import { VisitAnswers } from './visit-answers.service.js';

const CALENDAR = 'text/calendar';
const NO_CREDENTIAL = 'a patient who was sent a link has no credential but the link';

@ApiTags('links')
@Controller('api/v1')
export class AnswersController {
  constructor(
    private readonly answers: VisitAnswers,
    private readonly reminders: ReminderLinks,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  /** What the link in a message about a visit shows: when and where, as it is now, and nothing of whom or why. */
  @Public(NO_CREDENTIAL)
  @HttpCode(200)
  @Post('links/visit/open')
  @ApiOkResponse({ type: VisitLinkView })
  open(@Ctx() ctx: RequestContext, @Body() body: VisitLinkInput): Promise<VisitLinkView> {
    return this.answers.open(ctx, body.token);
  }

  /** The patient comes. Confirms their visits of that day; twice is as good as once. */
  @Public(NO_CREDENTIAL)
  @HttpCode(200)
  @Post('links/visit/confirm')
  @ApiOkResponse({ type: VisitLinkView })
  async confirm(@Ctx() ctx: RequestContext, @Body() body: ConfirmByLinkInput): Promise<Answer<VisitLinkView>> {
    return Answer.of(await this.answers.confirm(ctx, body.token, body.seen));
  }

  /** The patient needs another time. The visit stays as it is until the desk has seen to it. */
  @Public(NO_CREDENTIAL)
  @HttpCode(200)
  @Post('links/visit/ask')
  @ApiOkResponse({ type: VisitLinkView })
  async ask(@Ctx() ctx: RequestContext, @Body() body: AskByLinkInput): Promise<Answer<VisitLinkView>> {
    return Answer.of(await this.answers.ask(ctx, body.token, body.kind, body.seen));
  }

  /** The same times as a file for the patient's calendar. */
  @Public(NO_CREDENTIAL)
  @HttpCode(200)
  @Post('links/visit/calendar')
  @ApiProduces(CALENDAR)
  @ApiOkResponse({ content: { [CALENDAR]: { schema: { type: 'string' } } } })
  async calendar(@Ctx() ctx: RequestContext, @Body() body: VisitLinkInput): Promise<StreamableFile> {
    const bytes = Buffer.from(await this.answers.calendar(ctx, body.token));
    const disposition = 'attachment; filename="appointment.ics"';
    return new StreamableFile(bytes, { type: `${CALENDAR}; charset=utf-8`, disposition, length: bytes.length });
  }

  /** Whether reminders go to the address that the link was sent to. */
  @Public(NO_CREDENTIAL)
  @HttpCode(200)
  @Post('links/reminders/open')
  @ApiOkResponse({ type: ReminderLinkView })
  remindersOpen(@Ctx() ctx: RequestContext, @Body() body: VisitLinkInput): Promise<ReminderLinkView> {
    return this.reminders.open(ctx, body.token);
  }

  /** No more reminders to that address. News of a change or a cancellation still go there. */
  @Public(NO_CREDENTIAL)
  @HttpCode(200)
  @Post('links/reminders/stop')
  @ApiOkResponse({ type: ReminderLinkView })
  async remindersStop(@Ctx() ctx: RequestContext, @Body() body: VisitLinkInput): Promise<Answer<ReminderLinkView>> {
    return Answer.of(await this.reminders.say(ctx, body.token, false));
  }

  /** Reminders again. */
  @Public(NO_CREDENTIAL)
  @HttpCode(200)
  @Post('links/reminders/start')
  @ApiOkResponse({ type: ReminderLinkView })
  async remindersStart(@Ctx() ctx: RequestContext, @Body() body: VisitLinkInput): Promise<Answer<ReminderLinkView>> {
    return Answer.of(await this.reminders.say(ctx, body.token, true));
  }

  /** What a mail program posts when its reader presses its own button to unsubscribe (RFC 8058): no more reminders to that address. */
  @Public('a mail program has no credential but the link in the header of the mail')
  @AcceptsForm()
  @HttpCode(200)
  @Post('unsubscribe/:token')
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data')
  @ApiOkResponse({ type: ReminderLinkView })
  async oneClick(
    @Ctx() ctx: RequestContext,
    @Param('token') token: string,
    @Body() _body: OneClickInput,
  ): Promise<Answer<ReminderLinkView>> {
    return Answer.of(await this.reminders.say(ctx, token, false));
  }

  /** Whoever opens the address instead is led to the page. Programs that look at links in mails do so, too: nothing is done. */
  @Public('a reader of the mail has no credential but the link')
  @Get('unsubscribe/:token')
  @ApiResponse({ status: 303, description: 'The page that asks first.' })
  page(@Param('token') token: string): Answer<undefined> {
    return new Answer(undefined, undefined, 303, `${this.config.publicUrl}/p/${encodeURIComponent(token)}`);
  }
}
