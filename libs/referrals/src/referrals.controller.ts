import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, contentEtag, Ctx, DEFAULT_LIMIT, etagOf, type RequestContext } from '#platform';
import {
  CreateReferralBody,
  LedgerView,
  ReferralDetailView,
  ReferralList,
  ReferralsQuery,
  toInput,
  TransitionBody,
} from './referrals.dto.js';
import { ReferralsService } from './referrals.service.js';

@ApiTags('referrals')
@Controller('api/v1/referrals')
export class ReferralsController {
  constructor(private readonly referrals: ReferralsService) {}

  /** Enters a referral. */
  @Allow('referrals:write')
  @Post()
  @ApiCreatedResponse({ type: ReferralDetailView })
  async create(@Ctx() ctx: RequestContext, @Body() body: CreateReferralBody): Promise<Answer<ReferralDetailView>> {
    return Answer.of(await this.referrals.create(ctx, toInput(body)));
  }

  /** Referrals, newest first, each with its ledger and warnings. */
  @Allow('referrals:read')
  @Get()
  @ApiOkResponse({ type: ReferralList })
  async list(@Ctx() ctx: RequestContext, @Query() query: ReferralsQuery): Promise<ReferralList> {
    const { status, patientId, q } = query;
    return this.referrals.list({ status, patientId, q }, ctx.now, query.limit ?? DEFAULT_LIMIT, query.cursor);
  }

  /** One referral with its history, ledger and warnings. */
  @Allow('referrals:read')
  @Get(':id')
  @ApiOkResponse({ type: ReferralDetailView })
  async get(@Ctx() ctx: RequestContext, @Param('id') id: string): Promise<Answer<ReferralDetailView>> {
    const referral = await this.referrals.get(id, ctx.now);
    return Answer.derived(referral, etagOf(referral.version));
  }

  /** Moves a referral to another state. */
  @Allow('referrals:write')
  @Post(':id/transitions')
  @HttpCode(200)
  @ApiOkResponse({ type: ReferralDetailView })
  async transition(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: TransitionBody): Promise<Answer<ReferralDetailView>> {
    return Answer.of(await this.referrals.transition(ctx, id, body.to, body.reason || undefined));
  }

  /** How many visits are authorised, booked, used and left. */
  @Allow('referrals:read')
  @Get(':id/ledger')
  @ApiOkResponse({ type: LedgerView })
  async ledger(@Param('id') id: string): Promise<Answer<LedgerView>> {
    const ledger = await this.referrals.ledger(id);
    return new Answer(ledger, contentEtag(ledger));
  }
}
