import { Outlet, useLocation } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import { followChanges } from '../live/live';
import { t } from '../texts';
import { lazyPart } from './lazy-part';
import { GlobalKeys } from './GlobalKeys';
import { Rail } from './Rail';
import { TopBar } from './TopBar';
import css from './shell.module.css';

const Palette = lazyPart(async () => (await import('./Palette')).Palette);
const HelpSheet = lazyPart(async () => (await import('./HelpSheet')).HelpSheet);

/** The frame of every screen behind the sign-in. */
export function Shell() {
  const client = useQueryClient();
  const { pathname } = useLocation();
  useEffect(() => followChanges(client), [client]);
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

/** Titles never name a patient: they end up in histories and on shared screens. */
function titleOf(pathname: string): string {
  if (pathname.startsWith('/visits/')) return t.visit.title;
  const titles: Record<string, string> = {
    '/messages': t.nav.messages,
    '/mailbox': t.nav.mailbox,
    '/patients': t.nav.patients,
    '/clearances': t.nav.clearances,
    '/settings/screening': t.nav.rules,
  };
  return titles[pathname] ?? t.nav.board;
}
