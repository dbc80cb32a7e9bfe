import { SseParser, type SseEvent } from './sse-parser';

/**
 * What a stream tells the tabs. `reset`: the log no longer reaches back, load everything again. `behind`: the board of this
 * tab is older than the stream.
 */
export type LiveNews = { type: 'state'; live: boolean } | { type: 'change'; data: string } | { type: 'reset' } | { type: 'behind' };

/** What a tab tells the worker; `since` is the number of the last change that its board includes. */
export type TabNews = { type: 'hello'; since?: number } | { type: 'bye' };

const RETRY_MS = [500, 1000, 2000, 5000, 10_000];
/** The server's heartbeat comes each 15 s: silence for longer means a dead line that nobody closed. */
const SILENCE_MS = 40_000;

/** Follows the change feed and reconnects from the last number it saw. Runs in the shared worker, or in the tab without one. */
export class LiveStream {
  private lastId?: string;
  private failures = 0;
  private abort?: AbortController;
  private retry?: ReturnType<typeof setTimeout>;
  private silence?: ReturnType<typeof setTimeout>;
  live = false;

  constructor(
    private readonly url: string,
    private readonly tell: (news: LiveNews) => void,
  ) {}

  /** Starts where a tab's board ends; tells whether a stream that already runs is further than that. */
  startFrom(since: number | undefined): boolean {
    const behind = this.abort !== undefined && since !== undefined && (this.lastId === undefined || Number(this.lastId) > since);
    if (since !== undefined) this.lastId ??= String(since);
    this.start();
    return behind;
  }

  start(): void {
    if (this.abort) return;
    clearTimeout(this.retry);
    this.abort = new AbortController();
    void this.follow(this.abort);
  }

  stop(): void {
    clearTimeout(this.retry);
    clearTimeout(this.silence);
    this.abort?.abort();
    this.abort = undefined;
    this.setLive(false);
  }

  private async follow(abort: AbortController): Promise<void> {
    try {
      const response = await fetch(this.url, {
        headers: this.headers(),
        signal: abort.signal,
        credentials: 'same-origin',
        cache: 'no-store',
      });
      if (!response.ok || !response.body) throw new Error(`events: ${response.status}`);
      this.failures = 0;
      this.setLive(true);
      await this.read(response.body, abort);
    } catch {
      // Whatever the cause, the answer is the same: try again later.
    }
    if (this.abort !== abort) return;
    clearTimeout(this.silence);
    this.abort = undefined;
    this.setLive(false);
    this.retry = setTimeout(() => this.start(), RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)]);
  }

  private async read(body: ReadableStream<Uint8Array<ArrayBuffer>>, abort: AbortController): Promise<void> {
    const parser = new SseParser();
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      clearTimeout(this.silence);
      this.silence = setTimeout(() => abort.abort(), SILENCE_MS);
      const { done, value } = await reader.read();
      if (done) return;
      for (const event of parser.feed(value)) this.hear(event);
    }
  }

  private hear(event: SseEvent): void {
    if (event.id) this.lastId = event.id;
    if (event.event === 'change') this.tell({ type: 'change', data: event.data });
    if (event.event === 'reset') this.tell({ type: 'reset' });
  }

  private headers(): Record<string, string> {
    const accept = { accept: 'text/event-stream' };
    return this.lastId ? { ...accept, 'last-event-id': this.lastId } : accept;
  }

  private setLive(live: boolean): void {
    if (this.live === live) return;
    this.live = live;
    this.tell({ type: 'state', live });
  }
}
