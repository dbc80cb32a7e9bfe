import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatInstant, invalidField } from '#kernel';
import { Allow, ChangeFeed, type ChangeRow } from '#platform';
import { ChangesPage, ChangesQuery, type ChangeView } from './changes.dto.js';
import { EventStreams, STREAM_SCOPE } from './event-streams.service.js';

const DEFAULT_LIMIT = 200;

@ApiTags('changes')
@Controller('api/v1')
export class ChangesController {
  constructor(
    private readonly feed: ChangeFeed,
    private readonly streams: EventStreams,
  ) {}

  /** Everything that changed after a number: ids, kinds and versions only. */
  @Allow(STREAM_SCOPE)
  @ApiOkResponse({ type: ChangesPage })
  @Get('changes')
  async changes(@Query() query: ChangesQuery): Promise<ChangesPage> {
    const limit = query.limit ?? DEFAULT_LIMIT;
    if (query.since !== undefined && query.cursor !== undefined)
      throw invalidField('?cursor', 'one-of', 'Send since or cursor: they say the same.');
    const since = query.since ?? query.cursor ?? 0;
    const rows = await this.feed.since(since, limit + 1);
    const shown = rows.slice(0, limit);
    const next = shown.at(-1)?.seq ?? since;
    const hasMore = rows.length > limit;
    return { data: shown.map(toView), next, page: hasMore ? { next: String(next), hasMore } : { hasMore } };
  }

  /** The same as a stream of server-sent events; goes on after `Last-Event-ID`. Ends when the credential does. */
  @Allow(STREAM_SCOPE)
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'Server-sent events: `id` is the number of the change.' })
  @Get('events')
  async events(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const last = request.headers['last-event-id'];
    if (last !== undefined && !/^\d{1,15}$/.test(String(last)))
      throw invalidField('Last-Event-ID', 'invalid-cursor', 'Last-Event-ID is the number of a change.');
    await this.streams.open(request, reply, last === undefined ? undefined : Number(last));
  }
}

function toView(row: ChangeRow): ChangeView {
  return { number: row.seq, kind: row.kind, subject: row.subject, id: row.id, version: row.version, at: formatInstant(row.at, 'UTC') };
}
