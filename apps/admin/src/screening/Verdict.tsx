import type { ScreeningVerdict } from '../api/screening';
import { Tag, type TagTone } from '../shell/Tag';
import { ts } from '../texts.screening';
import { word } from '../words';
import { GLYPHS, type Glyph } from './answers';
import css from './screening.module.css';

const TONES: Record<ScreeningVerdict, TagTone> = {
  clear: 'good',
  limited: 'info',
  'needs-clearance': 'warn',
  'do-not-treat': 'bad',
  unanswered: 'neutral',
};

const SHAPES: Record<Glyph, { line: string; fill?: string }> = {
  full: { line: 'M6 10.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z', fill: 'M6 10.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z' },
  half: { line: 'M6 10.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z', fill: 'M6 10.5a4.5 4.5 0 0 1 0-9z' },
  triangle: { line: 'M6 1.6l4.8 8.6H1.2z', fill: 'M6 1.6l4.8 8.6H1.2z' },
  square: { line: 'M2 2h8v8H2z', fill: 'M2 2h8v8H2z' },
  empty: { line: 'M6 10.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z' },
};

export function VerdictGlyph({ verdict }: { verdict: ScreeningVerdict }) {
  const { line, fill } = SHAPES[GLYPHS[verdict] ?? 'empty'];
  return (
    <svg className={css['glyph']} viewBox="0 0 12 12" aria-hidden focusable="false">
      {fill && <path d={fill} fill="currentColor" />}
      <path d={line} fill="none" stroke="currentColor" strokeWidth={1.2} />
    </svg>
  );
}

/** The verdict as a glyph and a word. */
export function VerdictTag({ verdict }: { verdict: ScreeningVerdict }) {
  return (
    <Tag tone={TONES[verdict] ?? 'neutral'}>
      <VerdictGlyph verdict={verdict} /> {word(ts.verdicts, verdict)}
    </Tag>
  );
}
