import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/root.js';

// axe cannot judge most blocks of the board (they overlap, lines run behind them), so their colours are compared here.

type Rgb = readonly [number, number, number];
type Tokens = Record<string, Rgb>;

const css = readFileSync(join(ROOT, 'apps/admin/src/styles.css'), 'utf8');
const tokensOf = (selector: string): Tokens => {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}', 1)[0]!;
  return Object.fromEntries([...block.matchAll(/--([\w-]+): #([0-9a-f]{6});/g)].map(([, name, hex]) => [name!, rgb(hex!)]));
};
const light = tokensOf(':root');
const SCHEMES: [string, Tokens][] = [
  ['light', light],
  ['dark', { ...light, ...tokensOf(":root[data-mantine-color-scheme='dark']") }],
];
const KINDS = ['chiro', 'pt', 'med', 'spot', 'long'];

function rgb(hex: string): Rgb {
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

/** `color-mix(in srgb, a share, b)` */
function mix(a: Rgb, share: number, b: Rgb): Rgb {
  return a.map((value, i) => value * share + b[i]! * (1 - share)) as unknown as Rgb;
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark, bright] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

describe.each(SCHEMES)('colours in the %s scheme', (_, t) => {
  const texts: [string, Rgb, Rgb][] = [
    ...['text-2', 'dimmed', 'accent-text'].flatMap((text): [string, Rgb, Rgb][] => [
      [text, t[text]!, t['surface']!],
      [`${text} on the second surface`, t[text]!, t['surface-2']!],
    ]),
    ['what is disabled', t['disabled']!, t['disabled-bg']!],
    ['accent on its tint', t['accent-text']!, t['accent-soft']!],
    ...['neutral', 'good', 'warn', 'bad', 'info'].map((tone): [string, Rgb, Rgb] => [
      `tag ${tone}`,
      t[`tag-${tone}`]!,
      t[`tag-${tone}-bg`]!,
    ]),
    ...['good', 'warn', 'bad'].map((tone): [string, Rgb, Rgb] => [
      `notice ${tone}`,
      t[`tag-${tone}`]!,
      mix(t[`tag-${tone}-bg`]!, 0.6, t['surface']!),
    ]),
    ...['block-text', 'block-text-2'].flatMap((text) =>
      KINDS.flatMap((kind): [string, Rgb, Rgb][] => [
        [`${text} on ${kind}`, t[text]!, t[`${kind}-bg`]!],
        [`${text} on ${kind}, done`, t[text]!, mix(t[`${kind}-bg`]!, 0.38, t['done-mix']!)],
      ]),
    ),
    ['a hold', t['block-text']!, t['hold-bg']!],
    ['an offered time', t['block-text']!, t['ghost-bg']!],
  ];
  const shapes: [string, Rgb, Rgb][] = [
    ...['focus', 'now-line', 'alert-line', 'ghost-line', 'hold-line'].map((name): [string, Rgb, Rgb] => [name, t[name]!, t['surface']!]),
    ...KINDS.map((kind): [string, Rgb, Rgb] => [`${kind} bar`, t[`${kind}-bar`]!, t['surface']!]),
    ...KINDS.map((kind): [string, Rgb, Rgb] => [`alert on ${kind}`, t['alert-line']!, t[`${kind}-bg`]!]),
  ];

  it.each(texts)('%s can be read', (_name, text, ground) => expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5));

  it.each(shapes)('%s can be seen', (_name, shape, ground) => expect(contrast(shape, ground)).toBeGreaterThanOrEqual(3));
});
