import { Link, useRouterState } from '@tanstack/react-router';
import { useHasNotificationSettings } from '../api/session';
import { t } from '../texts';
import { tset } from '../texts.settings';
import css from '../screens/screens.module.css';

const PAGES = [
  { to: '/settings/screening', name: t.nav.screeningSettings },
  { to: '/settings/referrals', name: t.nav.referralSettings },
  { to: '/settings/messages', name: t.nav.messageSettings },
  { to: '/settings/wording', name: t.nav.wording },
  { to: '/settings/notifications', name: t.nav.notificationSettings },
] as const;

/** The other pages of what a clinic sets. */
export function SettingsLinks() {
  const hasNotifications = useHasNotificationSettings();
  const here = useRouterState({ select: ({ location }) => location.pathname });
  return (
    <nav className={css['links']} aria-label={tset.pages}>
      {PAGES.filter(({ to }) => to !== here && (to !== '/settings/notifications' || hasNotifications)).map(({ to, name }) => (
        <Link key={to} to={to}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
