import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { NotificationPreferencesInput, NotificationPreferencesView } from './preferences.dto.js';
import { PreferencesService } from './preferences.service.js';

/** A practitioner's own; those of others need `clinic:write`. */
@ApiTags('notifications')
@Controller('api/v1/practitioners/:id/notifications')
export class PreferencesController {
  constructor(private readonly preferences: PreferencesService) {}

  /** How a practitioner wants to hear of their visits. Only for themselves, and for whoever may change the clinic. */
  @Allow('clinic:read')
  @ApiOkResponse({ type: NotificationPreferencesView })
  @Get()
  async read(@Ctx() ctx: RequestContext, @Param('id') id: string): Promise<Answer<NotificationPreferencesView>> {
    const { view, etag } = await this.preferences.read(ctx, id);
    return new Answer(view, etag);
  }

  /** Replaces it. Of whoever has chosen nothing yet without `If-Match`. */
  @Allow('clinic:read')
  @ApiOkResponse({ type: NotificationPreferencesView })
  @Put()
  async replace(
    @Ctx() ctx: RequestContext,
    @Param('id') id: string,
    @Body() body: NotificationPreferencesInput,
  ): Promise<Answer<NotificationPreferencesView>> {
    return Answer.of(await this.preferences.replace(ctx, id, body));
  }
}
