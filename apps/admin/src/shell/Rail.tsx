import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { t } from '../texts';
import { useMessagesToLookAt } from './exceptions-count';
import { Icon, type IconName } from './icons';
import { useOpenClearances } from './open-clearances';
import css from './shell.module.css';
import { useVisitsToReview, useWaitingReferrals } from './waiting-counts';

const PAGES: {
  to: '/' | '/patients' | '/referrals' | '/clearances' | '/review' | '/messages' | '/mailbox';
  name: string;
  icon: IconName;
}[] = [
  { to: '/', name: t.nav.board, icon: 'board' },
  { to: '/patients', name: t.nav.patients, icon: 'patients' },
  { to: '/referrals', name: t.nav.referrals, icon: 'referrals' },
  { to: '/clearances', name: t.nav.clearances, icon: 'clearances' },
  { to: '/review', name: t.nav.review, icon: 'review' },
  { to: '/messages', name: t.nav.messages, icon: 'messages' },
  { to: '/mailbox', name: t.nav.mailbox, icon: 'mailbox' },
];

interface Counter {
  count: number;
  text: string;
  name: string;
}

export function Rail() {
  const exceptions = useMessagesToLookAt();
  const waiting = useOpenClearances();
  const referrals = useWaitingReferrals();
  const review = useVisitsToReview();
  const counters: Partial<Record<(typeof PAGES)[number]['to'], Counter>> = {
    '/messages': { ...exceptions, name: t.nav.toLookAt(t.nav.messages, exceptions.text) },
    '/referrals': { ...referrals, name: t.nav.waiting(t.nav.referrals, referrals.text) },
    '/review': { ...review, name: t.nav.toReview(t.nav.review, review.text) },
    '/clearances': { ...waiting, name: t.nav.open(t.nav.clearances, waiting.text) },
  };
  return (
    <nav className={css['rail']} aria-label={t.nav.label}>
      {PAGES.map(({ to, name, icon }) => {
        const counter = counters[to]?.count ? counters[to] : undefined;
        return (
          <Tooltip key={to} label={name} position="right">
            <Link
              to={to}
              className={css['railLink']}
              activeOptions={{ exact: to !== '/messages', includeSearch: false }}
              aria-label={counter?.name ?? name}
            >
              <Icon name={icon} size={19} />
              {counter && (
                <span className={css['counter']} aria-hidden>
                  {counter.text}
                </span>
              )}
            </Link>
          </Tooltip>
        );
      })}
    </nav>
  );
}
