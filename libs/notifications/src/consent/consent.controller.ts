import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { ConsentBody, ConsentsPage, ConsentView } from './consent.dto.js';
import { PatientConsents } from './patient-consents.service.js';

@ApiTags('messages')
@Controller('api/v1/patients/:id/consents')
export class ConsentController {
  constructor(private readonly consents: PatientConsents) {}

  /** Where the patient may be written to, and how that came to be known. */
  @Allow('messages:read')
  @Get()
  @ApiOkResponse({ type: ConsentsPage })
  list(@Param('id') id: string): Promise<ConsentsPage> {
    return this.consents.list(id);
  }

  /** Writes down that the patient agrees or does not want it. The latest entry holds; a no to `all` counts for reminders too. */
  @Allow('messages:write')
  @Post()
  @ApiCreatedResponse({ type: ConsentView })
  async add(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: ConsentBody): Promise<Answer<ConsentView>> {
    return Answer.of(await this.consents.add(ctx, id, body));
  }
}
