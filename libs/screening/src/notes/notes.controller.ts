import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { NoteContent, NoteList, NoteView } from './note.dto.js';
import { NoteService } from './note.service.js';

@ApiTags('screening')
@Controller('api/v1/visits/:id')
export class NotesController {
  constructor(private readonly notes: NoteService) {}

  /** The session notes of a visit, in the order of its legs: one at most for each massage. */
  @Allow('screening:read')
  @Get('notes')
  @ApiOkResponse({ type: NoteList })
  async list(@Param('id') id: string): Promise<NoteList> {
    return { data: await this.notes.ofVisit(id), page: { hasMore: false } };
  }

  /** The session note of a massage. */
  @Allow('screening:read')
  @Get('legs/:legId/note')
  @ApiOkResponse({ type: NoteView })
  async get(@Param('id') id: string, @Param('legId') legId: string): Promise<Answer<NoteView>> {
    const { view, etag } = await this.notes.get(id, legId);
    return new Answer(view, etag);
  }

  /** Writes the session note of a massage that has begun. The first time needs no `If-Match`. */
  @Allow('screening:write')
  @Put('legs/:legId/note')
  @ApiOkResponse({ type: NoteView })
  async put(
    @Ctx() ctx: RequestContext,
    @Param('id') id: string,
    @Param('legId') legId: string,
    @Body() body: NoteContent,
  ): Promise<Answer<NoteView>> {
    return Answer.of(await this.notes.put(ctx, id, legId, body));
  }
}
