import { Button, CloseButton, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCatalog, useToday } from '../api/catalog';
import { untilDue } from '../api/due';
import { ledgerQueries } from '../api/ledger';
import { queries } from '../api/queries';
import type { Message } from '../api/types';
import { TextsToRead } from '../consent/TextsToRead';
import { fullName } from '../find/PatientField';
import { usePolling } from '../live/live';
import { MessageActions } from '../messages/MessageActions';
import { MessageCells } from '../messages/MessageCells';
import own from '../messages/messages.module.css';
import { MessagePanel } from '../messages/MessagePanel';
import { MessageTabs } from '../messages/MessageTabs';
import { fateText, MessageState } from '../shell/message-words';
import { ProblemNotice } from '../shell/ProblemNotice';
import { TableHead } from '../shell/TableHead';
import { t } from '../texts';
import { tm } from '../texts.messages';
import { addDays, formatDayTime, isDate, timeOf } from '../time/wall';
import { capital, word, words } from '../words';
import css from './screens.module.css';

const route = getRouteApi('/desk/messages');
type Filter = ReturnType<typeof route.useSearch>;
const STATUSES = ['failed', 'held', 'planned', 'queued', 'sent', 'delivered', 'skipped'];
const ALL = 'all';
/** One channel of all times is more than a list can show: the server wants a window. */
const CHANNEL_DAYS = { back: 31, ahead: 60 };

export function Messages() {
  const filter = route.useSearch();
  const navigate = useNavigate({ from: '/messages' });
  const go = (patch: Filter) => void navigate({ search: (old) => ({ ...old, ...patch }) });
  const { oneDay, window, wide } = useWindow(filter);
  const { status, kind, channel, patient, practitioner } = filter;
  const polling = usePolling();
  const list = useQuery({
    ...queries.messages({ status, kind, channel, patientId: patient, practitionerId: practitioner, ...window }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => polling || untilDue(state.data?.data),
  });
  const messages = [...(list.data?.data ?? [])].sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  const open = useOpen(messages, filter.message);
  return (
    <div className={css['split']}>
      <div className={css['page']}>
        <MessageTabs />
        <Filters filter={filter} oneDay={oneDay} onChange={go} />
        {wide && <p className={css['hint']}>{tm.channelWindow}</p>}
        <TextsToRead />
        <ProblemNotice error={list.error} />
        {list.isLoading && <p role="status">{t.loading}…</p>}
        {list.data && messages.length === 0 && <p className={css['hint']}>{tm.empty}</p>}
        {messages.length > 0 && (
          <MessageTable messages={messages} oneDay={oneDay !== undefined} openId={filter.message} onOpen={(id) => go({ message: id })} />
        )}
        {list.data?.page?.hasMore && <p className={css['hint']}>{tm.more}</p>}
      </div>
      {open && <MessagePanel key={open.id} message={open} onClose={() => go({ message: undefined })} />}
    </div>
  );
}

/** The days that are asked for; `wide`: more than one, because of the channel. */
function useWindow({ day, channel, patient, practitioner }: Filter) {
  const today = useToday();
  const oneDay = day === ALL ? undefined : isDate(day) ? day : today;
  const wide = oneDay === undefined && channel !== undefined && !patient && !practitioner;
  const window = wide ? { from: addDays(today, -CHANNEL_DAYS.back), to: addDays(today, CHANNEL_DAYS.ahead) } : { from: oneDay, to: oneDay };
  return { oneDay, window, wide };
}

/** The one of the address, which a link may name although the list does not show it. */
function useOpen(messages: Message[], id: string | undefined): Message | undefined {
  const listed = messages.find((message) => message.id === id);
  const alone = useQuery({ ...ledgerQueries.message(id ?? ''), enabled: id !== undefined && !listed });
  return id === undefined ? undefined : (listed ?? alone.data);
}

interface FiltersProps {
  filter: Filter;
  oneDay: string | undefined;
  onChange: (patch: Filter) => void;
}

function Filters({ filter, oneDay, onChange }: FiltersProps) {
  const { practitioners } = useCatalog();
  const choice = (value: string | null) => (value === ALL || value === null ? undefined : value);
  return (
    <div className={css['head']}>
      <h1>{tm.title}</h1>
      <TextInput
        aria-label={tm.day}
        type="date"
        value={oneDay ?? ''}
        onChange={(event) => onChange({ day: event.currentTarget.value || ALL })}
      />
      <Button variant={oneDay ? 'default' : 'light'} aria-pressed={!oneDay} onClick={() => onChange({ day: oneDay ? ALL : undefined })}>
        {tm.allDays}
      </Button>
      <Choice label={tm.kind} all={tm.allKinds} options={words.messageKinds} value={filter.kind} onChange={(kind) => onChange({ kind })} />
      <Choice
        label={tm.channel}
        all={tm.allChannels}
        options={words.channels}
        value={filter.channel}
        onChange={(channel) => onChange({ channel })}
      />
      {filter.patient ? (
        <OnlyPatient id={filter.patient} onClear={() => onChange({ patient: undefined })} />
      ) : (
        <Select
          aria-label={tm.who}
          data={[{ value: ALL, label: tm.everybody }, ...practitioners.map(({ id, displayName }) => ({ value: id, label: displayName }))]}
          value={filter.practitioner ?? ALL}
          onChange={(id) => onChange({ practitioner: choice(id) })}
          searchable
          withScrollArea={false}
        />
      )}
      <StatusFilter value={filter.status ?? ALL} onChange={(value) => onChange({ status: choice(value) })} />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  all: string;
  options: Record<string, string>;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function Choice({ label, all, options, value, onChange }: ChoiceProps) {
  const data = [{ value: ALL, label: all }, ...Object.entries(options).map(([code, name]) => ({ value: code, label: name }))];
  return (
    <Select
      aria-label={label}
      data={data}
      value={value ?? ALL}
      onChange={(next) => onChange(next === ALL || next === null ? undefined : next)}
      withScrollArea={false}
    />
  );
}

function OnlyPatient({ id, onClear }: { id: string; onClear: () => void }) {
  const patient = useQuery(queries.patient(id));
  const name = patient.data ? fullName(patient.data) : '…';
  return (
    <span className={own['who']}>
      {tm.onlyTo(name)}
      <CloseButton size="sm" aria-label={tm.clearWho(name)} onClick={onClear} />
    </span>
  );
}

function StatusFilter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const narrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const data = [{ value: ALL, label: tm.all }, ...STATUSES.map((one) => ({ value: one, label: capital(word(words.messageStatus, one)) }))];
  if (narrow) {
    return <Select aria-label={tm.status} data={data} value={value} onChange={(next) => onChange(next ?? ALL)} withScrollArea={false} />;
  }
  return <SegmentedControl aria-label={tm.status} data={data} value={value} onChange={onChange} transitionDuration={0} />;
}

interface TableProps {
  messages: Message[];
  /** All of the same day: the time says it all. */
  oneDay: boolean;
  openId: string | undefined;
  onOpen: (id: string) => void;
}

function MessageTable({ messages, oneDay, openId, onOpen }: TableProps) {
  const { columns } = tm;
  return (
    <div className={css['tableWrap']}>
      <table className={css['table']}>
        <TableHead columns={Object.values(columns)} />
        <tbody>
          {messages.map((message) => (
            <tr key={message.id} data-selected={message.id === openId || undefined}>
              <td className={css['when']}>{oneDay ? timeOf(message.dueAt) : formatDayTime(message.dueAt)}</td>
              <MessageCells message={message} onOpen={onOpen} />
              <td>
                <MessageState status={message.status} />
              </td>
              <td>{fateText(message)}</td>
              <td>
                <MessageActions message={message} onlyOpen />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
