import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ClinicService } from '#clinic';
import { parseInstant } from '#kernel';
import { Allow, Answer, Ctx, Database, DEFAULT_LIMIT, etagOf, Public, publicationView, type RequestContext } from '#platform';
import { ClearanceService } from './clearances/clearance.service.js';
import {
  AnswerInput,
  AskAgainBody,
  ClearanceInput,
  ClearanceList,
  ClearanceRequestList,
  ClearanceRequestView,
  ClearanceView,
  LinkAnswerInput,
  LinkInput,
  LinkView,
  RequestQuery,
} from './clearances/clearance.dto.js';
import { ExpireInput, QuestionList, ScreeningInput, ScreeningView, VisitScreeningView } from './screening.dto.js';
import { PublishInput, RulesHistory, RulesView, TryInput, TryView } from './settings/settings.dto.js';
import { ScreeningService } from './screening.service.js';
import { questionView } from './screening.view.js';
import { type PublishedSettings, ScreeningRules } from './settings/screening-rules.service.js';
import { rulesView, toSettings } from './settings/settings.view.js';
import { TryOut } from './settings/try-out.service.js';

@ApiTags('screening')
@Controller('api/v1')
export class ScreeningController {
  constructor(
    private readonly db: Database,
    private readonly screening: ScreeningService,
    private readonly rules: ScreeningRules,
    private readonly clearances: ClearanceService,
    private readonly tryOut: TryOut,
    private readonly clinic: ClinicService,
  ) {}

  /** The health questions that this clinic asks. */
  @Allow('screening:read')
  @Get('screening/questions')
  @ApiOkResponse({ type: QuestionList })
  async questions(): Promise<QuestionList> {
    return { data: (await this.rules.currentRules()).map(questionView), page: { hasMore: false } };
  }

  /** Every rule and condition, as released and as this clinic changed it, and the deadline of a clearance. */
  @Allow('screening:read')
  @Get('screening/rules')
  @ApiOkResponse({ type: RulesView })
  async currentRules(): Promise<Answer<RulesView>> {
    const published = await this.rules.current();
    return new Answer(await this.rulesView(published), etagOf(published.version));
  }

  /** Publishes the clinic's settings: from now on they decide, and what is left out is as released. A manager's or a clinician's act. */
  @Allow('clinic:write')
  @Put('screening/rules')
  @ApiOkResponse({ type: RulesView })
  async publish(@Ctx() ctx: RequestContext, @Body() body: PublishInput): Promise<Answer<RulesView>> {
    const { clearanceHours, conditions = [], note } = body;
    const outcome = await this.rules.publish(ctx, { rules: toSettings(body.rules), clearanceHours, conditions, note });
    return new Answer(await this.rulesView(outcome.body), outcome.etag);
  }

  /** Who published which version, when and why; 200 at most. */
  @Allow('screening:read')
  @Get('screening/rules/history')
  @ApiOkResponse({ type: RulesHistory })
  async history(): Promise<RulesHistory> {
    const zone = await this.zone();
    const data = (await this.rules.history()).map((published) => publicationView(published, zone));
    return { data, page: { hasMore: false } };
  }

  /** What answers would mean; nothing is stored. */
  @Allow('screening:read')
  @HttpCode(200)
  @Post('screening/try')
  @ApiOkResponse({ type: TryView })
  async try(@Ctx() ctx: RequestContext, @Body() body: TryInput): Promise<TryView> {
    return this.tryOut.judge(ctx.now, body, body.on);
  }

  /** What a patient answered and what it means today. */
  @Allow('screening:read')
  @Get('patients/:id/screening')
  @ApiOkResponse({ type: ScreeningView })
  async get(@Ctx() ctx: RequestContext, @Param('id') id: string): Promise<Answer<ScreeningView>> {
    const { view, etag } = await this.screening.get(ctx.now, id);
    return Answer.derived(view, etag);
  }

  /** What stands against the massage of a visit as it is planned, by what is known now: why it is marked `needsReview`. */
  @Allow('screening:read')
  @Get('visits/:id/screening')
  @ApiOkResponse({ type: VisitScreeningView })
  async ofVisit(@Ctx() ctx: RequestContext, @Param('id') id: string): Promise<VisitScreeningView> {
    return this.screening.ofVisit(ctx.now, id);
  }

  /** Replaces all answers. Upcoming visits that they no longer allow are marked and listed. The first time needs no `If-Match`. */
  @Allow('screening:write')
  @Put('patients/:id/screening')
  @ApiOkResponse({ type: ScreeningView })
  async put(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: ScreeningInput): Promise<Answer<ScreeningView>> {
    return Answer.of(await this.screening.put(ctx, id, body));
  }

  /** Nothing has changed: the same answers count again from today. */
  @Allow('screening:write')
  @HttpCode(200)
  @Post('patients/:id/screening/confirm')
  @ApiOkResponse({ type: ScreeningView })
  async confirm(@Ctx() ctx: RequestContext, @Param('id') id: string): Promise<Answer<ScreeningView>> {
    return Answer.of(await this.screening.confirm(ctx, id));
  }

  /** The answers count no longer, as after a hospital visit: they have to be given again. */
  @Allow('screening:write')
  @HttpCode(200)
  @Post('patients/:id/screening/expire')
  @ApiOkResponse({ type: ScreeningView })
  async expire(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() _body: ExpireInput): Promise<Answer<ScreeningView>> {
    return Answer.of(await this.screening.expire(ctx, id));
  }

  /** Go-aheads of a patient, those that last longest first; 200 at most. */
  @Allow('screening:read')
  @Get('patients/:id/clearances')
  @ApiOkResponse({ type: ClearanceList })
  async clearancesOf(@Param('id') id: string): Promise<ClearanceList> {
    return { data: await this.clearances.ofPatient(id), page: { hasMore: false } };
  }

  /** Records what a provider said. A "yes" books the tentative visits that it covers, a "no" frees those it is about. */
  @Allow('screening:write')
  @Post('patients/:id/clearances')
  @ApiCreatedResponse({ type: ClearanceView })
  async clear(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: ClearanceInput): Promise<Answer<ClearanceView>> {
    return Answer.of(await this.clearances.create(ctx, id, body.by, body));
  }

  /** Takes a go-ahead back. Upcoming visits that relied on it are marked. */
  @Allow('screening:write')
  @HttpCode(200)
  @Post('clearances/:id/revoke')
  @ApiOkResponse({ type: ClearanceView })
  async revoke(@Ctx() ctx: RequestContext, @Param('id') id: string): Promise<Answer<ClearanceView>> {
    return Answer.of(await this.clearances.revoke(ctx, id));
  }

  /** Requests to providers, the most urgent first. */
  @Allow('screening:read')
  @Get('clearance-requests')
  @ApiOkResponse({ type: ClearanceRequestList })
  async requests(@Query() query: RequestQuery): Promise<ClearanceRequestList> {
    const { limit = DEFAULT_LIMIT, cursor, deadlineFrom, ...filter } = query;
    const from = deadlineFrom === undefined ? undefined : parseInstant(deadlineFrom)!;
    return this.clearances.listRequests({ ...filter, deadlineFrom: from }, limit, cursor);
  }

  /** One request. */
  @Allow('screening:read')
  @Get('clearance-requests/:id')
  @ApiOkResponse({ type: ClearanceRequestView })
  async request(@Param('id') id: string): Promise<Answer<ClearanceRequestView>> {
    const { view, etag } = await this.clearances.getRequest(id);
    return Answer.derived(view, etag);
  }

  /** Answers a request. Of two answers the first counts; the second is told. */
  @Allow('screening:write')
  @HttpCode(200)
  @Post('clearance-requests/:id/answer')
  @ApiOkResponse({ type: ClearanceRequestView })
  async answer(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: AnswerInput): Promise<Answer<ClearanceRequestView>> {
    return Answer.of(await this.clearances.answerRequest(ctx, id, body));
  }

  /** Asks the provider anew, with a new link and message: the answer is the new request, and the old one is closed. */
  @Allow('screening:write')
  @Post('clearance-requests/:id/ask-again')
  @ApiCreatedResponse({ type: ClearanceRequestView })
  async askAgain(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() _body: AskAgainBody): Promise<Answer<ClearanceRequestView>> {
    return Answer.of(await this.clearances.askAgain(ctx, id));
  }

  /** What the link of a request is about. Does not use it up. */
  @Public('a provider who is asked by mail has no credential but the link')
  @HttpCode(200)
  @Post('links/clearance/open')
  @ApiOkResponse({ type: LinkView })
  async openLink(@Ctx() ctx: RequestContext, @Body() body: LinkInput): Promise<LinkView> {
    return this.clearances.openLink(ctx, body.token);
  }

  /** Answers through the link of a request; it works once. */
  @Public('a provider who is asked by mail has no credential but the link')
  @HttpCode(204)
  @Post('links/clearance/answer')
  @ApiNoContentResponse()
  async answerLink(@Ctx() ctx: RequestContext, @Body() body: LinkAnswerInput): Promise<Answer<undefined>> {
    return Answer.of(await this.clearances.answerLink(ctx, body.token, body.version, body));
  }

  private async rulesView(published: PublishedSettings): Promise<RulesView> {
    return rulesView(published, await this.zone(), await this.clinic.snapshot());
  }

  private zone(): Promise<string> {
    return this.screening.zone(this.db.reader);
  }
}
