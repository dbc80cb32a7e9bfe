import { Link } from '@tanstack/react-router';
import { useMay } from '../api/session';
import screens from '../screens/screens.module.css';
import { useExceptionsCount, useTextsCount } from '../shell/exceptions-count';
import { t } from '../texts';
import { tm } from '../texts.messages';
import { tset } from '../texts.settings';
import css from './messages.module.css';

/** The views of messages, as links: each has an address and a key of its own. Who may change what goes out finds where. */
export function MessageTabs() {
  const { count, text } = useExceptionsCount();
  const texts = useTextsCount();
  const mayOperate = useMay('operations:read');
  const maySet = useMay('clinic:write');
  const tabs = [
    { to: '/messages/exceptions', name: count > 0 ? tm.withCount(t.nav.exceptions, text) : t.nav.exceptions },
    { to: '/messages/upcoming', name: t.nav.upcoming },
    { to: '/messages', name: texts.count > 0 ? tm.withCount(tm.ledger, texts.text) : tm.ledger },
    ...(mayOperate ? [{ to: '/operations', name: t.nav.operations } as const] : []),
  ] as const;
  return (
    <>
      <nav className={css['tabs']} aria-label={tm.tabs}>
        {tabs.map(({ to, name }) => (
          <Link key={to} to={to} className={css['tab']} activeOptions={{ exact: true, includeSearch: false }}>
            {name}
          </Link>
        ))}
      </nav>
      {maySet && (
        <nav className={screens['links']} aria-label={tset.pages}>
          <Link to="/settings/messages">{t.nav.messageSettings}</Link>
          <Link to="/settings/wording">{t.nav.wording}</Link>
        </nav>
      )}
    </>
  );
}
