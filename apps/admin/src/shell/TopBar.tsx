import { ActionIcon, Button, Menu, NativeSelect, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { stopAskingWhenAlone } from '../api/attended';
import { useCatalog, useLocationId } from '../api/catalog';
import { problemOf, remove } from '../api/client';
import { noteUser } from '../api/last-user';
import { queries } from '../api/queries';
import { releaseHold } from '../find/release-hold';
import { preferences } from '../preferences';
import { useStore } from '../store';
import { t } from '../texts';
import { announce, lastAction, undoLast } from './actions';
import { Bell } from './Bell';
import { BusyButton } from './BusyButton';
import { help } from './help';
import { Icon } from './icons';
import { LiveDot } from './LiveDot';
import { palette } from './palette.store';
import { problemText } from './ProblemNotice';
import { mayLeave } from './unsaved';
import css from './shell.module.css';

export function TopBar() {
  useEffect(stopAskingWhenAlone, []);
  return (
    <header className={css['top']}>
      <LocationPicker />
      <LastActionBar />
      <Button
        className={css['searchButton']}
        variant="default"
        leftSection={<Icon name="search" size={15} />}
        rightSection={<kbd>Ctrl K</kbd>}
        onClick={() => palette.open()}
      >
        {t.top.search}
      </Button>
      <LiveDot />
      <OwnBell />
      <SchemeToggle />
      <Account />
    </header>
  );
}

function LocationPicker() {
  const { locations } = useCatalog();
  const current = useLocationId();
  const navigate = useNavigate();
  if (locations.length < 2) return <strong className={css['clinic']}>{locations[0]?.name}</strong>;
  return (
    <NativeSelect
      size="xs"
      aria-label={t.top.location}
      className={css['clinicPicker']}
      data={locations.map((location) => ({ value: location.id, label: location.name }))}
      value={current}
      onChange={({ currentTarget: { value: id } }) => {
        preferences.set({ locationId: id });
        void navigate({ to: '/', search: (old) => ({ date: old.date, location: id }) });
      }}
    />
  );
}

function LastActionBar() {
  const { action, busy } = useStore(lastAction, (state) => state);
  return (
    <div className={css['lastAction']} role="status" aria-label={t.top.lastAction}>
      {action && (
        <>
          <span className={css['lastText']} data-failed={action.failed || undefined}>
            {action.text}
          </span>
          {action.undo && (
            <BusyButton variant="default" size="compact-xs" busy={busy} onClick={() => void undoLast()} rightSection={<kbd>Z</kbd>}>
              {t.undo}
            </BusyButton>
          )}
        </>
      )}
    </div>
  );
}

/** Only practitioners are told anything in the app. */
function OwnBell() {
  return useQuery(queries.session).data?.practitionerId ? <Bell /> : null;
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const label = dark ? t.top.light : t.top.dark;
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => setColorScheme(dark ? 'light' : 'dark')}>
        <Icon name={dark ? 'sun' : 'moon'} />
      </ActionIcon>
    </Tooltip>
  );
}

/** By a full page load: nothing of this person stays in memory for the next one at the desk. */
async function signOut(): Promise<void> {
  if (!(await mayLeave())) return;
  await releaseHold();
  try {
    await remove('/session');
  } catch (error) {
    // Still signed in: leaving would only look like signing out.
    if (problemOf(error).problem.status !== 401) return announce({ text: problemText(error), failed: true });
  }
  // "Back" may bring this page out of the browser's cache as it was left.
  addEventListener('pageshow', () => location.reload());
  location.assign('/sign-in');
}

function Account() {
  const user = useQuery(queries.session).data;
  useEffect(() => {
    if (user) noteUser(user.id);
  }, [user]);
  return (
    <Menu position="bottom-end" shadow="md" width={230}>
      <Menu.Target>
        <ActionIcon aria-label={t.top.account(user?.displayName ?? '')}>
          <Icon name="user" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={css['who']}>
          <strong>{user?.displayName}</strong>
          <span>{user?.email}</span>
        </Menu.Label>
        {user?.practitionerId && (
          <Menu.Item renderRoot={(props) => <Link to="/settings/notifications" state={{ takesFocus: true }} {...props} />}>
            {t.nav.notificationSettings}
          </Menu.Item>
        )}
        <Menu.Item rightSection={<kbd>?</kbd>} onClick={() => help.set({ open: true })}>
          {t.top.help}
        </Menu.Item>
        <Menu.Item onClick={() => void signOut()}>{t.top.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
