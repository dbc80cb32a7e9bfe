export interface SseEvent {
  id?: string;
  event: string;
  data: string;
}

/** Turns chunks of a `text/event-stream` into events; a chunk may end anywhere, even inside a line. */
export class SseParser {
  private rest = '';
  private id?: string;
  private event = 'message';
  private data: string[] = [];

  feed(chunk: string): SseEvent[] {
    const lines = (this.rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): SseEvent[] {
    if (line === '') return this.dispatch();
    if (line.startsWith(':')) return [];
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id') this.id = value;
    if (field === 'event') this.event = value;
    if (field === 'data') this.data.push(value);
    return [];
  }

  private dispatch(): SseEvent[] {
    const event: SseEvent = { id: this.id, event: this.event, data: this.data.join('\n') };
    const empty = this.data.length === 0;
    this.event = 'message';
    this.data = [];
    return empty ? [] : [event];
  }
}
