import { Outlet, useLocation } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import { followChanges } from '../live/live';
import { t } from '../texts';
import { useFocusOnArrival } from './focus-arrival';
import { lazyPart } from './lazy-part';
import { GlobalKeys } from './GlobalKeys';
import { Rail } from './Rail';
import { titleOf } from './titles';
import { TopBar } from './TopBar';
import css from './shell.module.css';

const Palette = lazyPart(async () => (await import('./Palette')).Palette);
const HelpSheet = lazyPart(async () => (await import('./HelpSheet')).HelpSheet);

/** The frame of every screen behind the sign-in. */
export function Shell() {
  const client = useQueryClient();
  const { pathname } = useLocation();
  useEffect(() => followChanges(client), [client]);
  useFocusOnArrival();
  useEffect(() => {
    document.title = `${titleOf(pathname)} · ${t.product}`;
  }, [pathname]);
  return (
    <div className={css['shell']}>
      <a className={css['skip']} href="#main">
        {t.skip}
      </a>
      <Rail />
      <TopBar />
      <main id="main" className={css['main']} tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense fallback={null}>
        <Palette />
        <HelpSheet />
      </Suspense>
      <GlobalKeys />
    </div>
  );
}
