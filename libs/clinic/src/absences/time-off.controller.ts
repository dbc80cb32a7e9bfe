import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { ForceQuery } from '../impact.dto.js';
import { AbsenceListQuery, TimeOffChangeView, TimeOffInput, TimeOffList, TimeOffView } from './absence.dto.js';
import { AbsenceService } from './absence.service.js';

@ApiTags('Clinic')
@Controller('api/v1/practitioners/:practitionerId/time-off')
export class TimeOffController {
  constructor(private readonly absences: AbsenceService) {}

  /** Time off that is not over, or that touches the given dates, in order of its start. */
  @Get()
  @Allow('clinic:read')
  @ApiOkResponse({ type: TimeOffList })
  async list(@Ctx() ctx: RequestContext, @Param('practitionerId') id: string, @Query() query: AbsenceListQuery): Promise<TimeOffList> {
    return this.absences.listTimeOff(ctx, id, query);
  }

  @Get(':timeOffId')
  @Allow('clinic:read')
  @ApiOkResponse({ type: TimeOffView })
  async one(@Param('practitionerId') id: string, @Param('timeOffId') timeOffId: string): Promise<Answer<TimeOffView>> {
    const { view, etag } = await this.absences.timeOff(id, timeOffId);
    return new Answer(view, etag);
  }

  /** Refused with 409 `visits-affected` when booked visits would be left outside, unless forced. */
  @Post()
  @Allow('clinic:write')
  @ApiCreatedResponse({ type: TimeOffChangeView })
  async add(
    @Ctx() ctx: RequestContext,
    @Param('practitionerId') id: string,
    @Query() query: ForceQuery,
    @Body() body: TimeOffInput,
  ): Promise<Answer<TimeOffChangeView>> {
    return Answer.of(await this.absences.addTimeOff(ctx, id, body, query.force === 'true'));
  }

  @Delete(':timeOffId')
  @Allow('clinic:write')
  @ApiNoContentResponse()
  async remove(
    @Ctx() ctx: RequestContext,
    @Param('practitionerId') id: string,
    @Param('timeOffId') timeOffId: string,
  ): Promise<Answer<undefined>> {
    return Answer.of(await this.absences.removeTimeOff(ctx, id, timeOffId));
  }
}
