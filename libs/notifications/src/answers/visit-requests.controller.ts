import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { ResolveBody, VisitRequestsPage, VisitRequestsQuery, VisitRequestView } from './visit-requests.dto.js';
import { VisitRequests } from './visit-requests.service.js';

@ApiTags('visits')
@Controller('api/v1/visit-requests')
export class VisitRequestsController {
  constructor(private readonly requests: VisitRequests) {}

  /** What patients ask for through the links in their messages, the longest waiting first. */
  @Allow('visits:read')
  @ApiOkResponse({ type: VisitRequestsPage })
  @Get()
  list(@Query() query: VisitRequestsQuery): Promise<VisitRequestsPage> {
    return this.requests.list(query);
  }

  @Allow('visits:read')
  @ApiOkResponse({ type: VisitRequestView })
  @Get(':id')
  async get(@Param('id') id: string): Promise<Answer<VisitRequestView>> {
    const { view, etag } = await this.requests.get(id);
    return new Answer(view, etag);
  }

  /** Somebody has seen to it. Moving or cancelling the visit does the same. */
  @Allow('visits:write')
  @HttpCode(200)
  @ApiOkResponse({ type: VisitRequestView })
  @Post(':id/resolve')
  async resolve(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() _body: ResolveBody): Promise<Answer<VisitRequestView>> {
    return Answer.of(await this.requests.resolve(ctx, id));
  }
}
