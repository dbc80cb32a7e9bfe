import { ActionIcon, Menu } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, linkOptions } from '@tanstack/react-router';
import { post } from '../api/client';
import { type Notification, notificationQueries } from '../api/notifications';
import { keys } from '../api/queries';
import { usePolling } from '../live/live';
import { t } from '../texts';
import { tbell } from '../texts.bell';
import { formatDayTime } from '../time/wall';
import { Icon } from './icons';
import css from './shell.module.css';
import { Tag } from './Tag';

const MOST = 99;

/** What the signed-in practitioner was told in the app. */
export function Bell() {
  const client = useQueryClient();
  const { data } = useQuery({ ...notificationQueries.newest, refetchInterval: usePolling() });
  const done = () => void client.invalidateQueries({ queryKey: keys.notifications });
  const read = useMutation({ mutationFn: (id: string) => post(`/me/notifications/${id}/read`), onSettled: done });
  const readAll = useMutation({ mutationFn: () => post('/me/notifications/read-all'), onSettled: done });
  const unread = data?.unread ?? 0;
  const count = unread > MOST ? `${MOST}+` : String(unread);
  return (
    <Menu position="bottom-end" shadow="md" width={340}>
      <Menu.Target>
        <ActionIcon className={css['bell']} aria-label={unread > 0 ? tbell.unread(count) : tbell.notifications}>
          <Icon name="bell" />
          {unread > 0 && (
            <span className={css['counter']} aria-hidden>
              {count}
            </span>
          )}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className={css['bellList']} aria-label={tbell.notifications}>
        {data?.data.length === 0 && <Menu.Label>{tbell.noNotifications}</Menu.Label>}
        {data?.data.map((one) => (
          <Item key={one.id} notification={one} onOpen={() => one.readAt === undefined && read.mutate(one.id)} />
        ))}
        {unread > 0 && <Menu.Divider />}
        {unread > 0 && <Menu.Item onClick={() => readAll.mutate()}>{tbell.readAll}</Menu.Item>}
        <Menu.Divider />
        <Menu.Item renderRoot={(props) => <Link to="/settings/notifications" state={{ takesFocus: true }} {...props} />}>
          {t.nav.notificationSettings}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ notification, onOpen }: { notification: Notification; onOpen: () => void }) {
  const { subject, urgent, arrivedAt, readAt } = notification;
  return (
    <Menu.Item
      data-unread={readAt === undefined || undefined}
      onClick={onOpen}
      renderRoot={(props) => <Link {...placeOf(notification)} state={{ takesFocus: true }} {...props} />}
    >
      <span className={css['bellSubject']}>{subject}</span>
      <span className={css['bellFoot']}>
        {urgent && <Tag tone="bad">{tbell.urgent}</Tag>}
        <span>{formatDayTime(arrivedAt)}</span>
        {readAt === undefined && <span>{tbell.isUnread}</span>}
      </span>
    </Menu.Item>
  );
}

/** The page of what it is about. */
function placeOf({ kind, visitId, about }: Notification) {
  if (kind === 'clearance-request') return linkOptions({ to: '/clearances' });
  if (visitId) return linkOptions({ to: '/visits/$visitId', params: { visitId } });
  const referralId = about?.type === 'referral' ? about.id : about?.referralId;
  if (referralId) return linkOptions({ to: '/referrals/$referralId', params: { referralId } });
  return linkOptions({ to: '/', search: { date: about?.type === 'day' ? about.id : undefined } });
}
