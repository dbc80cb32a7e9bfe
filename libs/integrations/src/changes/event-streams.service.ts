import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#kernel';
import { IdentityService } from '#identity';
import { ChangeFeed, type ChangeRow, Clock, hasScope } from '#platform';

/** What reading the change feed takes. */
export const STREAM_SCOPE = 'visits:read';

/** Each beat keeps the line open and asks again whether its reader may still read: a revocation ends streams this soon. */
const HEARTBEAT_MS = 15_000;
const MAX_STREAMS = 500;
/** Further behind than this, the reader starts anew instead of replaying. */
const MAX_REPLAY = 5000;
const PAGE = 1000;
/** A reader that leaves this much unread is cut off; it comes back with its Last-Event-ID. */
const MAX_BUFFERED_BYTES = 1_048_576;

interface Stream {
  headers: FastifyRequest['headers'];
  raw: FastifyReply['raw'];
  close(): void;
}

/** Open event streams of this process. */
@Injectable()
export class EventStreams implements OnModuleInit, OnModuleDestroy {
  private readonly streams = new Set<Stream>();
  private heartbeat?: ReturnType<typeof setInterval>;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly identity: IdentityService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.heartbeat = setInterval(() => void this.beat(), HEARTBEAT_MS).unref();
  }

  /** Streams changes after number `last`, or from now on. */
  async open(request: FastifyRequest, reply: FastifyReply, last: number | undefined): Promise<void> {
    if (this.streams.size >= MAX_STREAMS) throw new DomainError('unavailable', 'too-many-streams', { retryAfterSeconds: 15 });
    const latest = await this.feed.latest();
    reply.hijack();
    const raw = reply.raw;
    raw.writeHead(200, {
      ...reply.getHeaders(),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    } as Record<string, string>);
    raw.write('retry: 2000\n\n');
    let sent = last ?? latest;
    const send = (rows: readonly ChangeRow[]) => {
      for (const row of rows) {
        if (row.seq <= sent) continue;
        sent = row.seq;
        raw.write(formatEvent(row));
      }
      if (raw.writableLength > MAX_BUFFERED_BYTES) raw.destroy();
    };
    // Subscribed before the replay: what is committed meanwhile waits in `pending` and cannot be missed.
    let pending: ChangeRow[] | undefined = [];
    const unsubscribe = this.feed.subscribe((rows) => (pending ? pending.push(...rows) : send(rows)));
    const stream: Stream = {
      headers: request.headers,
      raw,
      close: () => {
        unsubscribe();
        this.streams.delete(stream);
        raw.end();
      },
    };
    this.streams.add(stream);
    request.raw.on('close', stream.close);
    try {
      if (last !== undefined) sent = await this.replay(last, latest, raw, send, sent);
    } catch {
      // The head is sent, so no problem document can follow: the reader comes back with the last number it saw.
      stream.close();
      return;
    }
    const waiting = pending;
    pending = undefined;
    send(waiting);
  }

  /** One heartbeat of every stream. */
  async beat(): Promise<void> {
    await Promise.all(
      [...this.streams].map(async (stream) => {
        if (await this.mayRead(stream)) stream.raw.write(': still here\n\n');
        else stream.close();
      }),
    );
  }

  /** A check that cannot be made ends the stream, too: what it would carry cannot be read either. */
  private async mayRead(stream: Stream): Promise<boolean> {
    const actor = await this.identity.actorBehind(stream.headers, this.clock.now()).catch(() => undefined);
    return actor !== undefined && hasScope(actor, STREAM_SCOPE);
  }

  private async replay(
    last: number,
    latest: number,
    raw: { write(text: string): unknown },
    send: (rows: readonly ChangeRow[]) => void,
    sent: number,
  ): Promise<number> {
    if (last > latest || latest - last > MAX_REPLAY) {
      raw.write(`id: ${latest}\nevent: reset\ndata: {}\n\n`);
      return latest;
    }
    for (let at = last; ;) {
      const rows = await this.feed.since(at, PAGE);
      send(rows);
      if (rows.length < PAGE) return Math.max(sent, rows.at(-1)?.seq ?? at);
      at = rows.at(-1)!.seq;
    }
  }

  onModuleDestroy(): void {
    clearInterval(this.heartbeat);
    for (const stream of [...this.streams]) stream.close();
  }
}

function formatEvent(row: ChangeRow): string {
  return `id: ${row.seq}\nevent: change\ndata: ${JSON.stringify({ kind: row.kind, subject: row.subject, id: row.id, version: row.version })}\n\n`;
}
