import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, Public, type RequestContext } from '#platform';
import {
  ConditionList,
  CreateIntakeInput,
  IntakeContent,
  IntakeLinkInput,
  IntakeLinkView,
  IntakeList,
  IntakeView,
  OpenIntakeInput,
  OpenIntakeView,
  SubmitIntakeInput,
} from './intake.dto.js';
import { IntakeService } from './intake.service.js';

@ApiTags('screening')
@Controller('api/v1')
export class IntakeController {
  constructor(private readonly intakes: IntakeService) {}

  /** Conditions that an intake may name, with the techniques that they suggest, as this clinic has them. */
  @Allow('screening:read')
  @Get('screening/conditions')
  @ApiOkResponse({ type: ConditionList })
  async conditions(): Promise<ConditionList> {
    return { data: await this.intakes.conditions(), page: { hasMore: false } };
  }

  /** Intakes of a patient, the newest first; 200 at most. */
  @Allow('screening:read')
  @Get('patients/:id/intakes')
  @ApiOkResponse({ type: IntakeList })
  async list(@Param('id') id: string): Promise<IntakeList> {
    return { data: await this.intakes.ofPatient(id), page: { hasMore: false } };
  }

  /** Adds an intake, for a course or without one. */
  @Allow('screening:write')
  @Post('patients/:id/intakes')
  @ApiCreatedResponse({ type: IntakeView })
  async create(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: CreateIntakeInput): Promise<Answer<IntakeView>> {
    const { referralId, ...content } = body;
    return Answer.of(await this.intakes.create(ctx, id, content, referralId));
  }

  /** Makes the secret of a link through which the patient fills in an intake. An earlier one stops working. */
  @Allow('screening:write')
  @Post('patients/:id/intakes/link')
  @ApiCreatedResponse({ type: IntakeLinkView })
  async link(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: IntakeLinkInput): Promise<Answer<IntakeLinkView>> {
    return Answer.of(await this.intakes.link(ctx, id, body.referralId));
  }

  /** One intake. */
  @Allow('screening:read')
  @Get('intakes/:id')
  @ApiOkResponse({ type: IntakeView })
  async get(@Param('id') id: string): Promise<Answer<IntakeView>> {
    const { view, etag } = await this.intakes.get(id);
    return new Answer(view, etag);
  }

  /** What it said in each of its versions and who wrote it, the newest first; 200 at most. */
  @Allow('screening:read')
  @Get('intakes/:id/versions')
  @ApiOkResponse({ type: IntakeList })
  async versions(@Param('id') id: string): Promise<IntakeList> {
    return { data: await this.intakes.versions(id), page: { hasMore: false } };
  }

  /** Replaces its content; every version is kept. */
  @Allow('screening:write')
  @Put('intakes/:id')
  @ApiOkResponse({ type: IntakeView })
  async replace(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: IntakeContent): Promise<Answer<IntakeView>> {
    return Answer.of(await this.intakes.replace(ctx, id, body));
  }

  /** What the form behind a patient's link needs. Does not use it up. */
  @Public('a patient who was sent a link has no credential but the link')
  @HttpCode(200)
  @Post('links/intake/open')
  @ApiOkResponse({ type: OpenIntakeView })
  async open(@Ctx() ctx: RequestContext, @Body() body: OpenIntakeInput): Promise<OpenIntakeView> {
    return this.intakes.open(ctx, body.token);
  }

  /** Hands in an intake through a patient's link; it works once. */
  @Public('a patient who was sent a link has no credential but the link')
  @HttpCode(204)
  @Post('links/intake/submit')
  @ApiNoContentResponse()
  async submit(@Ctx() ctx: RequestContext, @Body() body: SubmitIntakeInput): Promise<Answer<undefined>> {
    const { token, ...content } = body;
    return Answer.of(await this.intakes.submit(ctx, token, content));
  }
}
