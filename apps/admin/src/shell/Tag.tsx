import type { ReactNode } from 'react';
import css from './common.module.css';

export type TagTone = 'neutral' | 'good' | 'warn' | 'bad' | 'info';

/** A status in words on a tint; the kit's light badges fail AA. */
export function Tag({ tone = 'neutral', children }: { tone?: TagTone; children: ReactNode }) {
  return (
    <span className={css['tag']} data-tone={tone}>
      {children}
    </span>
  );
}
