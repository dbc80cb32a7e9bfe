import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { queries } from './api/queries';
import { BoardScreen } from './board/BoardScreen';
import { CrashScreen, NotFoundScreen, PendingScreen } from './screens/Fallbacks';
import { Shell } from './shell/Shell';
import { UnsavedGuard } from './shell/UnsavedGuard';
import { isDate } from './time/wall';

type Search = Record<string, unknown>;

interface BoardSearch {
  date?: string;
  location?: string;
  visit?: string;
  panel?: 'find' | 'move';
  view?: 'list' | 'board';
}

interface MessageSearch {
  status?: string;
  kind?: string;
  day?: string;
  message?: string;
  channel?: string;
  /** Ids of people: never names. */
  patient?: string;
  practitioner?: string;
}

interface UpcomingSearch {
  hours?: number;
  /** Id of a location. */
  at?: string;
  message?: string;
}

interface WordingSearch {
  /** `patient/reminder`, or `advice`. */
  kind?: string;
  form?: string;
  language?: string;
  /** The visit that it is written for. */
  for?: string;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const oneOf = <T extends string>(value: unknown, ...allowed: T[]): T | undefined => allowed.find((word) => word === value);
/** Only an address of this site, so that a forged link cannot lead away after signing in. */
const ownPath = (value: unknown): string | undefined => (typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined);

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: () => (
    <>
      <Outlet />
      <UnsavedGuard />
    </>
  ),
  notFoundComponent: NotFoundScreen,
  errorComponent: CrashScreen,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Search): { to?: string; ended?: true } => ({
    to: ownPath(search['to']),
    ended: search['ended'] === true || undefined,
  }),
  component: lazyRouteComponent(() => import('./screens/SignIn'), 'SignIn'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./screens/Setup'), 'Setup'),
});

/** What somebody without an account was asked by mail. */
const link = createRoute({
  getParentRoute: () => root,
  path: '/p/$token',
  component: lazyRouteComponent(() => import('./links/LinkPage'), 'LinkPage'),
});

// The frame and the board are part of the first file: almost every session begins there. Everything else is loaded when needed.

/** Everything behind the sign-in: names of the clinic are loaded before any screen shows. */
const desk = createRoute({
  getParentRoute: () => root,
  id: 'desk',
  beforeLoad: async ({ context, location }) => {
    const user = await context.client.ensureQueryData(queries.session);
    if (!user) throw redirect({ to: '/sign-in', search: { to: location.href === '/' ? undefined : location.href } });
  },
  loader: ({ context }) => context.client.ensureQueryData(queries.catalog),
  component: Shell,
});

const board = createRoute({
  getParentRoute: () => desk,
  path: '/',
  validateSearch: (search: Search): BoardSearch => ({
    date: isDate(search['date']) ? search['date'] : undefined,
    location: text(search['location']),
    visit: text(search['visit']),
    panel: oneOf(search['panel'], 'find', 'move'),
    view: oneOf(search['view'], 'list', 'board'),
  }),
  component: BoardScreen,
});

const visit = createRoute({
  getParentRoute: () => desk,
  path: '/visits/$visitId',
  component: lazyRouteComponent(() => import('./screens/VisitScreen'), 'VisitScreen'),
});

const messages = createRoute({
  getParentRoute: () => desk,
  path: '/messages',
  validateSearch: (search: Search): MessageSearch => ({
    status: text(search['status']),
    kind: text(search['kind']),
    day: text(search['day']),
    message: text(search['message']),
    channel: text(search['channel']),
    patient: text(search['patient']),
    practitioner: text(search['practitioner']),
  }),
  component: lazyRouteComponent(() => import('./screens/Messages'), 'Messages'),
});

const upcoming = createRoute({
  getParentRoute: () => desk,
  path: '/messages/upcoming',
  validateSearch: (search: Search): UpcomingSearch => ({
    hours: [24, 48, 72, 168].find((hours) => hours === Number(search['hours'])),
    at: text(search['at']),
    message: text(search['message']),
  }),
  component: lazyRouteComponent(() => import('./messages/Upcoming'), 'Upcoming'),
});

const exceptions = createRoute({
  getParentRoute: () => desk,
  path: '/messages/exceptions',
  component: lazyRouteComponent(() => import('./messages/Exceptions'), 'Exceptions'),
});

const operations = createRoute({
  getParentRoute: () => desk,
  path: '/operations',
  component: lazyRouteComponent(() => import('./messages/Operations'), 'Operations'),
});

const mailbox = createRoute({
  getParentRoute: () => desk,
  path: '/mailbox',
  validateSearch: (search: Search): { file?: string } => ({ file: text(search['file']) }),
  component: lazyRouteComponent(() => import('./screens/Mailbox'), 'Mailbox'),
});

const patients = createRoute({
  getParentRoute: () => desk,
  path: '/patients',
  validateSearch: (search: Search): { patient?: string } => ({ patient: text(search['patient']) }),
  component: lazyRouteComponent(() => import('./screens/Patients'), 'Patients'),
});

const referrals = createRoute({
  getParentRoute: () => desk,
  path: '/referrals',
  component: lazyRouteComponent(() => import('./screens/Referrals'), 'Referrals'),
});

const referral = createRoute({
  getParentRoute: () => desk,
  path: '/referrals/$referralId',
  component: lazyRouteComponent(() => import('./screens/ReferralScreen'), 'ReferralScreen'),
});

const clearances = createRoute({
  getParentRoute: () => desk,
  path: '/clearances',
  validateSearch: (search: Search): { request?: string; of?: 'all' } => ({
    request: text(search['request']),
    of: oneOf(search['of'], 'all'),
  }),
  component: lazyRouteComponent(() => import('./screening/ClearanceInbox'), 'ClearanceInbox'),
});

const screeningRules = createRoute({
  getParentRoute: () => desk,
  path: '/settings/screening',
  component: lazyRouteComponent(() => import('./screening/RulesScreen'), 'RulesScreen'),
});

const review = createRoute({
  getParentRoute: () => desk,
  path: '/review',
  component: lazyRouteComponent(() => import('./screens/Review'), 'Review'),
});

const referralSettings = createRoute({
  getParentRoute: () => desk,
  path: '/settings/referrals',
  component: lazyRouteComponent(() => import('./settings/ReferralSettings'), 'ReferralSettings'),
});

const notificationSettings = createRoute({
  getParentRoute: () => desk,
  path: '/settings/notifications',
  validateSearch: (search: Search): { practitioner?: string } => ({ practitioner: text(search['practitioner']) }),
  component: lazyRouteComponent(() => import('./settings/NotificationSettings'), 'NotificationSettings'),
});

const messageSettings = createRoute({
  getParentRoute: () => desk,
  path: '/settings/messages',
  component: lazyRouteComponent(() => import('./settings/MessageSettings'), 'MessageSettings'),
});

const wording = createRoute({
  getParentRoute: () => desk,
  path: '/settings/wording',
  validateSearch: (search: Search): WordingSearch => ({
    kind: text(search['kind']),
    form: text(search['form']),
    language: text(search['language']),
    for: text(search['for']),
  }),
  component: lazyRouteComponent(() => import('./wording/WordingScreen'), 'WordingScreen'),
});

const tree = root.addChildren([
  signIn,
  setup,
  link,
  desk.addChildren([
    board,
    visit,
    messages,
    mailbox,
    patients,
    referrals,
    referral,
    clearances,
    screeningRules,
    referralSettings,
    notificationSettings,
    messageSettings,
    wording,
    review,
    upcoming,
    exceptions,
    operations,
  ]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    defaultPendingComponent: PendingScreen,
    defaultErrorComponent: CrashScreen,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
