import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, Answer, Ctx, type RequestContext } from '#platform';
import { NoteContent, NoteView } from './note.dto.js';
import { NoteService } from './note.service.js';

@ApiTags('screening')
@Controller('api/v1/visits/:id/legs/:legId/note')
export class NotesController {
  constructor(private readonly notes: NoteService) {}

  /** The session note of a massage. */
  @Allow('screening:read')
  @Get()
  @ApiOkResponse({ type: NoteView })
  async get(@Param('id') id: string, @Param('legId') legId: string): Promise<Answer<NoteView>> {
    const { view, etag } = await this.notes.get(id, legId);
    return new Answer(view, etag);
  }

  /** Writes the session note of a massage that has begun. The first time needs no `If-Match`. */
  @Allow('screening:write')
  @Put()
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
