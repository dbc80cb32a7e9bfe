import css from './glyph.module.css';

/** A status as a shape of its own: readable without colour. `none` draws nothing. */
const SHAPES: Record<string, { d: string; filled: boolean }> = {
  arrived: { d: 'M6 9.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z', filled: true },
  'in-progress': { d: 'M3.5 2.2l6 3.8-6 3.8z', filled: true },
  completed: { d: 'M2 6.4l2.8 2.8L10 3.4', filled: false },
  tentative: { d: 'M6 1.8l4.6 8.2H1.4z', filled: true },
  review: { d: 'M6 1.8l4.6 8.2H1.4zM6 5v2', filled: false },
  'no-show': { d: 'M2.8 2.8l6.4 6.4M9.2 2.8L2.8 9.2', filled: false },
};

export function StateGlyph({ state }: { state: string }) {
  const shape = SHAPES[state];
  if (!shape) return null;
  return (
    <svg
      className={css['glyph']}
      data-state={state}
      data-filled={shape.filled || undefined}
      viewBox="0 0 12 12"
      aria-hidden
      focusable="false"
    >
      <path d={shape.d} />
    </svg>
  );
}
