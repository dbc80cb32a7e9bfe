import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { invalidField, parseLocalTime } from '#kernel';
import { Allow, Ctx, type RequestContext } from '#platform';
import { optionViews, SearchInputDto, SearchView, type TimeOfDayInput } from './search.dto.js';
import { SearchService } from './search.service.js';

@ApiTags('availability')
@Controller('api/v1/availability')
export class SearchController {
  constructor(private readonly searches: SearchService) {}

  /** Times that can be booked now, the best first; with few of them, why, and what would help. */
  @Allow('visits:read')
  @HttpCode(200)
  @ApiOkResponse({ type: SearchView })
  @Post('search')
  async search(@Ctx() ctx: RequestContext, @Body() body: SearchInputDto): Promise<SearchView> {
    const answer = await this.searches.search(ctx, { ...body, timeOfDay: body.timeOfDay && minutesOf(body.timeOfDay) });
    return {
      timeZone: answer.location.timeZone,
      options: optionViews(answer.options, answer.location.timeZone, answer.requires),
      explanation: { considered: answer.considered, rejected: answer.rejected, relaxations: answer.relaxations },
    };
  }
}

function minutesOf(input: TimeOfDayInput): { from: number; to: number } {
  const from = parseLocalTime(input.from)!;
  const to = parseLocalTime(input.to)!;
  if (to <= from) throw invalidField('/timeOfDay/to', 'time-reversed', '`to` must be later than `from`.');
  return { from, to };
}
