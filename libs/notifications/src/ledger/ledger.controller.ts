import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { MessageView, NoBody } from '../messages/messages.dto.js';
import { ExceptionsService } from './exceptions.service.js';
import { ForecastService } from './forecast.service.js';
import { HistoryService } from './history.service.js';
import { DryRunQuery, DryRunView, ExceptionsQuery, ExceptionsView, HistoryView, UpcomingPage, UpcomingQuery } from './ledger.dto.js';

@ApiTags('messages')
@Controller('api/v1/messages')
export class LedgerController {
  constructor(
    private readonly forecast: ForecastService,
    private readonly exceptions: ExceptionsService,
    private readonly history: HistoryService,
  ) {}

  /** What goes out in the next hours, first due first, and what would become of each as things are now. */
  @Allow('messages:read')
  @ApiOkResponse({ type: UpcomingPage })
  @Get('upcoming')
  upcoming(@Ctx() ctx: RequestContext, @Query() query: UpcomingQuery): Promise<UpcomingPage> {
    return this.forecast.upcoming(ctx.now, query);
  }

  /** Decides every message that waits and is due in a window, as if it were due now. Nothing is sent, nothing is written. */
  @Allow('messages:read')
  @ApiOkResponse({ type: DryRunView })
  @Get('dry-run')
  dryRun(@Ctx() ctx: RequestContext, @Query() query: DryRunQuery): Promise<DryRunView> {
    return this.forecast.dryRun(ctx.now, query);
  }

  /** What somebody has to look at: the visit that comes next first, then what is about no visit. */
  @Allow('messages:read')
  @ApiOkResponse({ type: ExceptionsView })
  @Get('exceptions')
  list(@Ctx() ctx: RequestContext, @Query() query: ExceptionsQuery): Promise<ExceptionsView> {
    return this.exceptions.list(ctx.now, query.limit ?? 100);
  }

  /** Its way so far, and whether the visit that it spoke for is still the same. */
  @Allow('messages:read')
  @ApiOkResponse({ type: HistoryView })
  @Get(':id/history')
  steps(@Ctx() ctx: RequestContext, @Param('id') id: string): Promise<HistoryView> {
    return this.history.of(ctx.now, id);
  }

  /** They were told some other way: takes it, and what has the same cause, out of the exceptions. */
  @Allow('messages:write')
  @HttpCode(200)
  @ApiOkResponse({ type: MessageView })
  @Post(':id/acknowledge')
  async acknowledge(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() _body: NoBody) {
    return Answer.of(await this.exceptions.acknowledge(ctx, id));
  }
}
