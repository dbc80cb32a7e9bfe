import { describe, expect, it } from '@jest/globals';
import { SseParser } from './sse-parser';

const CHANGE = 'id: 41\nevent: change\ndata: {"kind":"visit.booked"}\n\n';

describe('SseParser', () => {
  it('reads an event', () => {
    expect(new SseParser().feed(CHANGE)).toEqual([{ id: '41', event: 'change', data: '{"kind":"visit.booked"}' }]);
  });

  it('gives the same events wherever the chunks are cut', () => {
    const stream = `: heartbeat\n\n${CHANGE}id: 42\r\nevent: change\r\ndata: a\r\ndata: b\r\n\r\n`;
    const whole = new SseParser().feed(stream);
    expect(whole).toHaveLength(2);
    for (let cut = 1; cut < stream.length; cut++) {
      const parser = new SseParser();
      expect([...parser.feed(stream.slice(0, cut)), ...parser.feed(stream.slice(cut))]).toEqual(whole);
    }
  });

  it('keeps the last id for events without one and ignores empty ones', () => {
    const parser = new SseParser();
    parser.feed(CHANGE);
    expect(parser.feed('event: reset\n\n')).toEqual([]);
    expect(parser.feed('data: x\n\n')).toEqual([{ id: '41', event: 'message', data: 'x' }]);
  });
});
