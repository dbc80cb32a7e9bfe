import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Ctx, DEFAULT_LIMIT, type RequestContext } from '#platform';
import { ReferralBoardQuery, ReferralBoardView } from './referral-board.dto.js';
import { ReferralBoardService } from './referral-board.service.js';

@ApiTags('referrals')
@Controller('api/v1/referrals/board')
export class ReferralBoardController {
  constructor(private readonly board: ReferralBoardService) {}

  /** Referrals by what has to be done: open ones oldest first, those closed in the last 30 days newest first. */
  @Allow('referrals:read')
  @Get()
  @ApiOkResponse({ type: ReferralBoardView })
  read(@Ctx() ctx: RequestContext, @Query() query: ReferralBoardQuery): Promise<ReferralBoardView> {
    const { column, limit = DEFAULT_LIMIT, cursor } = query;
    return this.board.read(ctx.now, { column, limit, cursor });
  }
}
