import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useToday } from '../api/catalog';
import { useHasNotificationSettings, useMay } from '../api/session';
import { patientsStore } from '../screens/patients.store';
import { preferences } from '../preferences';
import { t } from '../texts';
import { words } from '../words';
import { formatDay } from '../time/wall';
import { undoLast } from './actions';
import { guessDay } from './guess-day';
import { help } from './help';

export interface Command {
  label: string;
  key?: string;
  run: () => void;
}

/** Pages and commands that match what was typed; an empty query shows all. */
export function usePaletteCommands(query: string): { pages: Command[]; commands: Command[] } {
  const navigate = useNavigate();
  const today = useToday();
  const mayOperate = useMay('operations:read');
  const hasNotifications = useHasNotificationSettings();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const day = guessDay(query, today);
  const pages: Command[] = [
    { label: t.nav.board, key: 'G B', run: () => void navigate({ to: '/' }) },
    { label: t.nav.patients, key: 'G P', run: () => void navigate({ to: '/patients' }) },
    { label: t.nav.referrals, key: 'G R', run: () => void navigate({ to: '/referrals' }) },
    { label: t.nav.clearances, key: 'G C', run: () => void navigate({ to: '/clearances' }) },
    { label: t.nav.review, key: 'G V', run: () => void navigate({ to: '/review' }) },
    { label: t.nav.screeningSettings, run: () => void navigate({ to: '/settings/screening' }) },
    { label: t.nav.referralSettings, run: () => void navigate({ to: '/settings/referrals' }) },
    ...(hasNotifications ? [{ label: t.nav.notificationSettings, run: () => void navigate({ to: '/settings/notifications' }) }] : []),
    { label: t.nav.messageSettings, run: () => void navigate({ to: '/settings/messages' }) },
    { label: t.nav.wording, run: () => void navigate({ to: '/settings/wording' }) },
    { label: t.nav.advice, run: () => void navigate({ to: '/settings/wording', search: { kind: 'advice' } }) },
    { label: t.nav.messages, key: 'G M', run: () => void navigate({ to: '/messages' }) },
    { label: t.nav.exceptions, key: 'G E', run: () => void navigate({ to: '/messages/exceptions' }) },
    { label: t.nav.upcoming, key: 'G U', run: () => void navigate({ to: '/messages/upcoming' }) },
    ...(mayOperate ? [{ label: t.nav.operations, run: () => void navigate({ to: '/operations' }) }] : []),
    { label: t.nav.mailbox, key: 'G X', run: () => void navigate({ to: '/mailbox' }) },
  ];
  const commands: Command[] = [
    {
      label: t.board.find,
      key: 'F',
      run: () => void navigate({ to: '/', search: (old) => ({ date: old.date, location: old.location, panel: 'find' }) }),
    },
    { label: t.board.today, key: 'T', run: () => void navigate({ to: '/', search: {} }) },
    {
      label: t.patients.add,
      run: () => {
        patientsStore.set({ creating: true });
        void navigate({ to: '/patients', search: {} });
      },
    },
    { label: words.disciplines['rooms'] ?? '', key: 'R', run: () => preferences.set({ showRooms: !preferences.get().showRooms }) },
    { label: t.undo, key: 'Z', run: () => void undoLast() },
    { label: dark ? t.top.light : t.top.dark, key: 'Shift D', run: () => setColorScheme(dark ? 'light' : 'dark') },
    { label: t.top.help, key: '?', run: () => help.set({ open: true }) },
  ];
  const typed = query.trim().toLowerCase();
  const matches = (command: Command) => command.label.toLowerCase().includes(typed);
  const jump: Command[] = day
    ? [{ label: t.palette.goDay(formatDay(day, true)), run: () => void navigate({ to: '/', search: { date: day } }) }]
    : [];
  return { pages: pages.filter(matches), commands: [...jump, ...commands.filter(matches)] };
}
