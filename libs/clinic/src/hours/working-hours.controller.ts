import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { ForceQuery } from '../impact.dto.js';
import { WorkingHoursChangeView, WorkingHoursInput, WorkingHoursView } from './working-hours.dto.js';
import { WorkingHoursService } from './working-hours.service.js';

@ApiTags('Clinic')
@Controller('api/v1/practitioners/:practitionerId/working-hours')
export class WorkingHoursController {
  constructor(private readonly hours: WorkingHoursService) {}

  @Get()
  @Allow('clinic:read')
  @ApiOkResponse({ type: WorkingHoursView })
  async read(@Param('practitionerId') id: string): Promise<Answer<WorkingHoursView>> {
    const { view, etag } = await this.hours.read(id);
    return new Answer(view, etag);
  }

  /** Replaces the weekly hours. Refused with 409 `visits-affected` when booked visits would be left outside, unless forced. */
  @Put()
  @Allow('clinic:write')
  @ApiOkResponse({ type: WorkingHoursChangeView })
  async replace(
    @Ctx() ctx: RequestContext,
    @Param('practitionerId') id: string,
    @Query() query: ForceQuery,
    @Body() body: WorkingHoursInput,
  ): Promise<Answer<WorkingHoursChangeView>> {
    return Answer.of(await this.hours.replace(ctx, id, body, query.force === 'true'));
  }
}
