import { t } from '../texts';

const PAGES: Record<string, string> = {
  '/': t.nav.board,
  '/patients': t.nav.patients,
  '/referrals': t.nav.referrals,
  '/clearances': t.nav.clearances,
  '/review': t.nav.review,
  '/messages': t.nav.messages,
  '/messages/exceptions': t.nav.exceptions,
  '/messages/upcoming': t.nav.upcoming,
  '/operations': t.nav.operations,
  '/mailbox': t.nav.mailbox,
  '/settings/screening': t.nav.screeningSettings,
  '/settings/referrals': t.nav.referralSettings,
  '/settings/notifications': t.nav.notificationSettings,
  '/settings/messages': t.nav.messageSettings,
  '/settings/wording': t.nav.wording,
};

/** Titles never name a patient: they end up in histories and on shared screens. */
export function titleOf(pathname: string): string {
  const page = pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname;
  if (page.startsWith('/visits/')) return t.visit.title;
  if (page.startsWith('/referrals/')) return t.visit.referral;
  return PAGES[page] ?? t.fallback.notFound;
}
