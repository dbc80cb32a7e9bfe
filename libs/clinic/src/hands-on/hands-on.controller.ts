import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { ForceQuery } from '../impact.dto.js';
import { HandsOnChangeView, HandsOnInput, HandsOnView } from './hands-on.dto.js';
import { HandsOnService } from './hands-on.service.js';

@ApiTags('Clinic')
@Controller('api/v1/practitioners/:practitionerId/hands-on')
export class HandsOnController {
  constructor(private readonly handsOn: HandsOnService) {}

  /** How much massage a practitioner gives: the budget of a day, and the break after so many minutes in a row. */
  @Get()
  @Allow('clinic:read')
  @ApiOkResponse({ type: HandsOnView })
  async read(@Param('practitionerId') id: string): Promise<Answer<HandsOnView>> {
    const { view, etag } = await this.handsOn.read(id);
    return new Answer(view, etag);
  }

  /** Replaces both limits. Refused with 409 `visits-affected` when booked visits would be too much, unless forced. */
  @Put()
  @Allow('clinic:write')
  @ApiOkResponse({ type: HandsOnChangeView })
  async replace(
    @Ctx() ctx: RequestContext,
    @Param('practitionerId') id: string,
    @Query() query: ForceQuery,
    @Body() body: HandsOnInput,
  ): Promise<Answer<HandsOnChangeView>> {
    return Answer.of(await this.handsOn.replace(ctx, id, body, query.force === 'true'));
  }
}
