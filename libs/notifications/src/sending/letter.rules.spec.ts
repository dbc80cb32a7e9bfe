import { describe, expect, it } from '@jest/globals';
import { letterOf } from './letter.rules.js';

const SECRET = 'k3v9qz7m2x4w8p1t6r5n0b9c8d7e6f5g4h3j2k1m0n9p8q7r';
const sent = (body: string) => ({ subject: `of ${SECRET}`, body, advice: ['stretch'] });

describe('what is kept of a message', () => {
  it('is what left, with its secrets hidden wherever they stand', () => {
    const letter = letterOf(sent(`Come: /p/${SECRET}\nor /p/${SECRET}.`), { answer: SECRET });
    expect(letter.body).toContain(SECRET);
    expect(letter.kept).toEqual({ subject: 'of ***', body: 'Come: /p/***\nor /p/***.', advice: ['stretch'] });
  });

  it('needs nothing hidden without links', () => {
    const text = { subject: 'Hello', body: 'Call us.', advice: [] };
    expect(letterOf(text, {}).kept).toEqual(text);
  });
});
