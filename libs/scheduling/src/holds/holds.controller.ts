import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, contentEtag, Ctx, type RequestContext } from '#platform';
import { toWantedLeg } from '../visits/visit.dto.js';
import { HoldInput, HoldView, RenewInput } from './holds.dto.js';
import { HoldsService } from './holds.service.js';

@ApiTags('holds')
@Controller('api/v1/holds')
export class HoldsController {
  constructor(private readonly holds: HoldsService) {}

  /** Claims all legs of a possible visit for a few minutes. */
  @Allow('visits:write')
  @ApiCreatedResponse({ type: HoldView })
  @Post()
  async create(@Ctx() ctx: RequestContext, @Body() body: HoldInput) {
    const outcome = await this.holds.hold(ctx, { legs: body.legs.map(toWantedLeg), patientId: body.patientId, seconds: body.seconds });
    return Answer.of(outcome);
  }

  @Allow('visits:read')
  @ApiOkResponse({ type: HoldView })
  @Get(':id')
  async get(@Param('id') id: string) {
    const view = await this.holds.get(id);
    return new Answer(view, contentEtag(view));
  }

  /** Keeps it longer, up to 30 minutes in all. */
  @Allow('visits:write')
  @HttpCode(200)
  @ApiOkResponse({ type: HoldView })
  @Post(':id/renew')
  async renew(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: RenewInput) {
    return Answer.of(await this.holds.renew(ctx, id, body.seconds));
  }

  /** Gives the time back. No `If-Match`: a hold has nothing that two people could change differently. */
  @Allow('visits:write')
  @ApiNoContentResponse()
  @HttpCode(204)
  @Delete(':id')
  async end(@Ctx() ctx: RequestContext, @Param('id') id: string) {
    return Answer.of(await this.holds.end(ctx, id));
  }
}
