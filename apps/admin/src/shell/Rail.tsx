import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { t } from '../texts';
import { useFailedCount } from './failed-count';
import { Icon, type IconName } from './icons';
import css from './shell.module.css';

const PAGES: { to: '/' | '/patients' | '/referrals' | '/messages' | '/mailbox'; name: string; icon: IconName }[] = [
  { to: '/', name: t.nav.board, icon: 'board' },
  { to: '/patients', name: t.nav.patients, icon: 'patients' },
  { to: '/referrals', name: t.nav.referrals, icon: 'referrals' },
  { to: '/messages', name: t.nav.messages, icon: 'messages' },
  { to: '/mailbox', name: t.nav.mailbox, icon: 'mailbox' },
];

export function Rail() {
  const failed = useFailedCount();
  return (
    <nav className={css['rail']} aria-label={t.nav.label}>
      {PAGES.map(({ to, name, icon }) => (
        <Tooltip key={to} label={name} position="right">
          <Link
            to={to}
            className={css['railLink']}
            activeOptions={{ exact: true, includeSearch: false }}
            aria-label={to === '/messages' && failed > 0 ? t.nav.failed(name, failed) : name}
          >
            <Icon name={icon} size={19} />
            {to === '/messages' && failed > 0 && (
              <span className={css['counter']} aria-hidden>
                {failed}
              </span>
            )}
          </Link>
        </Tooltip>
      ))}
    </nav>
  );
}
