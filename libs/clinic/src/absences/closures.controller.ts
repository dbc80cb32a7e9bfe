import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { ForceQuery } from '../impact.dto.js';
import { ClosureChangeView, ClosureInput, ClosureList, ClosureListQuery, ClosureView } from './absence.dto.js';
import { AbsenceService } from './absence.service.js';

@ApiTags('Clinic')
@Controller('api/v1/closures')
export class ClosuresController {
  constructor(private readonly absences: AbsenceService) {}

  /** Closures that are not over, or that touch the given dates, in order of their start. */
  @Get()
  @Allow('clinic:read')
  @ApiOkResponse({ type: ClosureList })
  async list(@Ctx() ctx: RequestContext, @Query() query: ClosureListQuery): Promise<ClosureList> {
    return this.absences.listClosures(ctx, query);
  }

  @Get(':id')
  @Allow('clinic:read')
  @ApiOkResponse({ type: ClosureView })
  async one(@Param('id') id: string): Promise<Answer<ClosureView>> {
    const { view, etag } = await this.absences.closure(id);
    return new Answer(view, etag);
  }

  /** Refused with 409 `visits-affected` when booked visits would be left outside, unless forced. */
  @Post()
  @Allow('clinic:write')
  @ApiCreatedResponse({ type: ClosureChangeView })
  async add(@Ctx() ctx: RequestContext, @Query() query: ForceQuery, @Body() body: ClosureInput): Promise<Answer<ClosureChangeView>> {
    return Answer.of(await this.absences.addClosure(ctx, body, query.force === 'true'));
  }

  @Delete(':id')
  @Allow('clinic:write')
  @ApiNoContentResponse()
  async remove(@Ctx() ctx: RequestContext, @Param('id') id: string): Promise<Answer<undefined>> {
    return Answer.of(await this.absences.removeClosure(ctx, id));
  }
}
