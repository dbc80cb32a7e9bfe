import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { parseInstant } from '#kernel';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { VisitList } from './visit-list.service.js';
import { BookInput, CancelInput, LegCancelInput, NoInput, RescheduleInput, toWantedLeg, VisitsPage, VisitsQuery } from './visit.dto.js';
import { toWantedVisit } from './visit.input.js';
import { VisitView } from './visit.view.dto.js';
import { VisitsService } from './visits.service.js';

@ApiTags('visits')
@Controller('api/v1/visits')
export class VisitsController {
  constructor(
    private readonly visits: VisitsService,
    private readonly lists: VisitList,
  ) {}

  /** Books all legs or none, from a hold or directly. */
  @Allow('visits:write')
  @ApiCreatedResponse({ type: VisitView })
  @Post()
  async book(@Ctx() ctx: RequestContext, @Body() body: BookInput) {
    return Answer.of(await this.visits.book(ctx, toWantedVisit(body, body.legs?.map(toWantedLeg))));
  }

  @Allow('visits:read')
  @ApiOkResponse({ type: VisitsPage })
  @Get()
  list(@Ctx() ctx: RequestContext, @Query() query: VisitsQuery): Promise<VisitsPage> {
    return this.lists.list(ctx.now, query);
  }

  @Allow('visits:read')
  @ApiOkResponse({ type: VisitView })
  @Get(':id')
  async get(@Param('id') id: string) {
    const { view, etag } = await this.visits.get(id);
    return new Answer(view, etag);
  }

  /** Moves legs; old and new places change hands in one transaction. */
  @Allow('visits:write')
  @HttpCode(200)
  @ApiOkResponse({ type: VisitView })
  @Post(':id/reschedule')
  async reschedule(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: RescheduleInput) {
    const moves = body.legs.map((leg) => ({ ...leg, start: parseInstant(leg.start)! }));
    const { acceptTentative, clearanceFrom, override } = body;
    return Answer.of(await this.visits.reschedule(ctx, id, moves, { acceptTentative, clearanceFrom, override }));
  }

  /** Cancels the whole visit, or the named legs. */
  @Allow('visits:write')
  @HttpCode(200)
  @ApiOkResponse({ type: VisitView })
  @Post(':id/cancel')
  async cancel(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: CancelInput) {
    return Answer.of(await this.visits.cancel(ctx, id, body.legIds, body.reason));
  }

  /** The patient said yes. */
  @Allow('visits:write')
  @HttpCode(200)
  @ApiOkResponse({ type: VisitView })
  @Post(':id/confirm')
  async confirm(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() _body: NoInput) {
    return Answer.of(await this.visits.confirm(ctx, id));
  }

  @Allow('visits:write')
  @HttpCode(200)
  @ApiOkResponse({ type: VisitView })
  @Post(':id/legs/:legId/arrive')
  async arrive(@Ctx() ctx: RequestContext, @Param('id') id: string, @Param('legId') legId: string, @Body() _body: NoInput) {
    return Answer.of(await this.visits.actOnLeg(ctx, id, legId, 'arrive'));
  }

  @Allow('visits:write')
  @HttpCode(200)
  @ApiOkResponse({ type: VisitView })
  @Post(':id/legs/:legId/start')
  async start(@Ctx() ctx: RequestContext, @Param('id') id: string, @Param('legId') legId: string, @Body() _body: NoInput) {
    return Answer.of(await this.visits.actOnLeg(ctx, id, legId, 'start'));
  }

  @Allow('visits:write')
  @HttpCode(200)
  @ApiOkResponse({ type: VisitView })
  @Post(':id/legs/:legId/complete')
  async complete(@Ctx() ctx: RequestContext, @Param('id') id: string, @Param('legId') legId: string, @Body() _body: NoInput) {
    return Answer.of(await this.visits.actOnLeg(ctx, id, legId, 'complete'));
  }

  @Allow('visits:write')
  @HttpCode(200)
  @ApiOkResponse({ type: VisitView })
  @Post(':id/legs/:legId/no-show')
  async noShow(@Ctx() ctx: RequestContext, @Param('id') id: string, @Param('legId') legId: string, @Body() _body: NoInput) {
    return Answer.of(await this.visits.actOnLeg(ctx, id, legId, 'no-show'));
  }

  @Allow('visits:write')
  @HttpCode(200)
  @ApiOkResponse({ type: VisitView })
  @Post(':id/legs/:legId/cancel')
  async cancelLeg(@Ctx() ctx: RequestContext, @Param('id') id: string, @Param('legId') legId: string, @Body() body: LegCancelInput) {
    return Answer.of(await this.visits.actOnLeg(ctx, id, legId, 'cancel', body.reason));
  }
}
