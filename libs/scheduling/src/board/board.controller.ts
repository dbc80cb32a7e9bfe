import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Ctx, type RequestContext } from '#platform';
import { BoardQuery, BoardView } from './board.dto.js';
import { BoardService } from './board.service.js';

@ApiTags('board')
@Controller('api/v1/board')
export class BoardController {
  constructor(private readonly board: BoardService) {}

  /** One day of one location: columns, visits and holds. */
  @Allow('visits:read')
  @ApiOkResponse({ type: BoardView })
  @Get()
  day(@Ctx() ctx: RequestContext, @Query() query: BoardQuery): Promise<BoardView> {
    return this.board.day(ctx.now, query.locationId, query.date);
  }
}
