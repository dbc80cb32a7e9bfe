import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { ReferralSettingsHistory, ReferralSettingsInput, ReferralSettingsView } from './referral-settings.dto.js';
import { ReferralSettingsService } from './referral-settings.service.js';

@ApiTags('referrals')
@Controller('api/v1/referrals/settings')
export class ReferralSettingsController {
  constructor(private readonly settings: ReferralSettingsService) {}

  /** When the desk is warned, and what counts as used. */
  @Allow('referrals:read')
  @Get()
  @ApiOkResponse({ type: ReferralSettingsView })
  async current(): Promise<Answer<ReferralSettingsView>> {
    const { view, etag } = await this.settings.current();
    return new Answer(view, etag);
  }

  /** Publishes the clinic's settings: ledgers, warnings and the board follow at once, and what is left out is as released. */
  @Allow('clinic:write')
  @Put()
  @ApiOkResponse({ type: ReferralSettingsView })
  async publish(@Ctx() ctx: RequestContext, @Body() body: ReferralSettingsInput): Promise<Answer<ReferralSettingsView>> {
    const { note, ...choices } = body;
    return Answer.of(await this.settings.publish(ctx, choices, note));
  }

  /** Who published which version, when and why; 200 at most. */
  @Allow('referrals:read')
  @Get('history')
  @ApiOkResponse({ type: ReferralSettingsHistory })
  async history(): Promise<ReferralSettingsHistory> {
    return { data: await this.settings.history(), page: { hasMore: false } };
  }
}
