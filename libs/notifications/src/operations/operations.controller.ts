import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { NoBody } from '../messages/messages.dto.js';
import { Metrics } from './metrics.service.js';
import { LaneView, MessageOperationsView, PauseChannelBody } from './operations.dto.js';
import { Operations } from './operations.service.js';

@ApiTags('operations')
@Controller('api/v1/operations')
export class OperationsController {
  constructor(private readonly operations: Operations) {}

  /** The messages on their way, a lane per channel, and the queue. */
  @Allow('operations:read')
  @ApiOkResponse({ type: MessageOperationsView })
  @Get('messages')
  messages(): Promise<MessageOperationsView> {
    return this.operations.view();
  }

  /** Hands nothing out on this channel any more: its messages wait. */
  @Allow('operations:write')
  @HttpCode(200)
  @ApiOkResponse({ type: LaneView })
  @Post('channels/:channel/pause')
  async pause(@Ctx() ctx: RequestContext, @Param('channel') channel: string, @Body() body: PauseChannelBody) {
    return Answer.of(await this.operations.pause(ctx, channel, body.reason));
  }

  /** Goes on; what nobody needs any more meanwhile is skipped. */
  @Allow('operations:write')
  @HttpCode(200)
  @ApiOkResponse({ type: LaneView })
  @Post('channels/:channel/resume')
  async resume(@Ctx() ctx: RequestContext, @Param('channel') channel: string, @Body() _body: NoBody) {
    return Answer.of(await this.operations.resume(ctx, channel));
  }
}

@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Allow('operations:read')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('cache-control', 'no-store')
  @Get()
  text(): Promise<string> {
    return this.metrics.text();
  }
}
