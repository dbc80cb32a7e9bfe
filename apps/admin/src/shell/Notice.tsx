import type { ReactNode } from 'react';
import css from './common.module.css';

interface Props {
  tone?: 'info' | 'warn' | 'bad' | 'good';
  title?: ReactNode;
  children?: ReactNode;
  /** Announce at once: for what the user must know before going on. */
  alert?: boolean;
}

export function Notice({ tone = 'info', title, children, alert }: Props) {
  return (
    <div className={css['notice']} data-tone={tone} role={alert ? 'alert' : undefined}>
      {title && <strong>{title}</strong>}
      {children}
    </div>
  );
}
