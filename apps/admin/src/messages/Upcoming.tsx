import { Button, Select } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCatalog } from '../api/catalog';
import { ledgerQueries, type ForecastCount, type UpcomingMessage } from '../api/ledger';
import type { Outlook } from '../api/types';
import { problemOf } from '../api/client';
import { reasonText } from '../shell/message-words';
import { ProblemNotice } from '../shell/ProblemNotice';
import { TableHead } from '../shell/TableHead';
import { Tag, type TagTone } from '../shell/Tag';
import { t } from '../texts';
import { tm } from '../texts.messages';
import { serverNow } from '../time/server-clock';
import { formatDay, formatDayTime, timeOf } from '../time/wall';
import { word, words } from '../words';
import screens from '../screens/screens.module.css';
import { MessageCells } from './MessageCells';
import { MessageTabs } from './MessageTabs';
import { MessagePanel } from './MessagePanel';
import { PausedChannels } from './PausedChannels';
import css from './messages.module.css';
import { byDayAndHour, type UpcomingDay } from './upcoming-groups';

const route = getRouteApi('/desk/messages/upcoming');
const ALL = 'all';
const HOUR_MS = 3_600_000;
const TONES: Record<string, TagTone> = { send: 'good', hold: 'warn', skip: 'neutral' };

/** What goes out in the next hours, and what would not. */
export function Upcoming() {
  const { hours = 48, at, message: openId } = route.useSearch();
  const navigate = useNavigate({ from: '/messages/upcoming' });
  const go = (patch: ReturnType<typeof route.useSearch>) => void navigate({ search: (old) => ({ ...old, ...patch }) });
  const list = useInfiniteQuery({ ...ledgerQueries.upcoming(hours, at), placeholderData: keepPreviousData });
  const messages = list.data?.pages.flatMap((page) => page.data) ?? [];
  const open = messages.find((message) => message.id === openId);
  return (
    <div className={screens['split']}>
      <div className={screens['page']}>
        <MessageTabs />
        <div className={screens['head']}>
          <h1>{tm.upcoming.title}</h1>
          <LocationSelect value={at} onChange={(id) => go({ at: id })} />
          <Select
            aria-label={tm.upcoming.ahead}
            data={Object.entries(tm.upcoming.hours).map(([value, label]) => ({ value, label }))}
            value={String(hours)}
            onChange={(value) => go({ hours: Number(value) })}
            withScrollArea={false}
          />
        </div>
        <p className={screens['hint']}>{tm.upcoming.intro}</p>
        <PausedChannels />
        <Counts hours={hours} locationId={at} />
        <ProblemNotice error={list.error} title={tm.upcoming.load} />
        {list.isLoading && <p role="status">{t.loading}…</p>}
        {list.data && messages.length === 0 && <p role="status">{tm.upcoming.empty}</p>}
        {byDayAndHour(messages, serverNow()).map((day) => (
          <Day key={day.date} day={day} openId={openId} onOpen={(id) => go({ message: id })} />
        ))}
        {list.hasNextPage && (
          <Button
            variant="default"
            className={screens['start']}
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {tm.upcoming.more}
          </Button>
        )}
      </div>
      {open && (
        <MessagePanel message={open} onClose={() => go({ message: undefined })}>
          <dt>{tm.upcoming.columns.fate}</dt>
          <dd>
            <Fate outlook={open.outlook} />
          </dd>
        </MessagePanel>
      )}
    </div>
  );
}

function LocationSelect({ value, onChange }: { value: string | undefined; onChange: (id: string | undefined) => void }) {
  const { locations } = useCatalog();
  if (locations.length < 2) return null;
  return (
    <Select
      aria-label={tm.upcoming.location}
      data={[{ value: ALL, label: tm.upcoming.allLocations }, ...locations.map(({ id, name }) => ({ value: id, label: name }))]}
      value={value ?? ALL}
      onChange={(id) => onChange(id === ALL || id === null ? undefined : id)}
      withScrollArea={false}
    />
  );
}

/** How many of each fate, of all that is due in this time. */
function Counts({ hours, locationId }: { hours: number; locationId: string | undefined }) {
  const to = new Date(serverNow() + hours * HOUR_MS).toISOString();
  const { data, error } = useQuery({ ...ledgerQueries.forecast(to, hours, locationId), placeholderData: keepPreviousData });
  if (error && problemOf(error).problem.code === 'too-many-messages') return <p className={screens['hint']}>{tm.upcoming.tooMany}</p>;
  if (error) return <ProblemNotice error={error} title={tm.upcoming.load} />;
  if (!data || data.counts.length === 0) return null;
  return (
    <ul className={css['counts']} aria-label={tm.upcoming.counts}>
      {data.counts.map((count) => (
        <li key={`${count.channel} ${count.decision} ${count.reason ?? ''}`}>
          <Tag tone={TONES[count.decision] ?? 'neutral'}>{countText(count)}</Tag>
        </li>
      ))}
    </ul>
  );
}

function countText({ channel, count, decision, reason }: ForecastCount): string {
  const what = word(count === 1 ? tm.upcoming.decisions : tm.upcoming.decisionsOfMany, decision);
  const why = reasonText({ reason });
  return tm.upcoming.count(word(words.channels, channel), count, why ? `${what} (${why})` : what);
}

interface DayProps {
  day: UpcomingDay<UpcomingMessage>;
  openId: string | undefined;
  onOpen: (id: string) => void;
}

function Day({ day, openId, onOpen }: DayProps) {
  const { columns } = tm.upcoming;
  const heads = Object.values(columns);
  return (
    <section>
      <h2>{day.date === 'late' ? tm.upcoming.late : formatDay(day.date, true)}</h2>
      <div className={screens['tableWrap']}>
        <table className={screens['table']}>
          <TableHead columns={heads} />
          {day.hours.map(({ hour, messages }) => (
            <tbody key={hour}>
              <tr className={css['hour']}>
                <th colSpan={heads.length} scope="rowgroup">
                  {tm.upcoming.hour(day.date === 'late' ? formatDay(hour, true) : hour, messages.length)}
                </th>
              </tr>
              {messages.map((message) => (
                <Row key={message.id} message={message} late={day.date === 'late'} isOpen={message.id === openId} onOpen={onOpen} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}

interface RowProps {
  message: UpcomingMessage;
  late: boolean;
  isOpen: boolean;
  onOpen: (id: string) => void;
}

function Row({ message, late, isOpen, onOpen }: RowProps) {
  return (
    <tr data-selected={isOpen || undefined}>
      <td className={screens['when']}>{late ? formatDayTime(message.dueAt) : timeOf(message.dueAt)}</td>
      <MessageCells message={message} onOpen={onOpen} />
      <td>
        <Fate outlook={message.outlook} />
      </td>
    </tr>
  );
}

function Fate({ outlook }: { outlook: Outlook }) {
  const { decision, until } = outlook;
  return (
    <span className={css['fate']}>
      <Tag tone={TONES[decision] ?? 'neutral'}>{word(tm.upcoming.decisions, decision)}</Tag>
      {until && tm.upcoming.until(formatDayTime(until))} {reasonText(outlook)}
    </span>
  );
}
