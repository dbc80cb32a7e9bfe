import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { t } from '../texts';
import css from './screens.module.css';

interface Props {
  title: string;
  /** Who speaks, once it is known: people without an account know no Spotwork. */
  clinic?: string;
  /** For what is read, not filled in. */
  wide?: boolean;
  children: ReactNode;
}

/** The frame of the screens before the sign-in. */
export function EntryPage({ title, clinic, wide, children }: Props) {
  useEffect(() => {
    document.title = `${title} · ${t.product}`;
  }, [title]);
  return (
    <main className={css['entry']}>
      <div className={css['entryBox']} data-wide={wide || undefined}>
        <p className={css['brand']}>
          <img src="/icon.svg" alt="" width={28} height={28} />
          {clinic ?? t.product}
        </p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
