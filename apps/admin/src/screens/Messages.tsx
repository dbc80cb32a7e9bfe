import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useToday } from '../api/catalog';
import { get, post, ProblemError } from '../api/client';
import { untilDue } from '../api/due';
import { keys, queries } from '../api/queries';
import type { Message } from '../api/types';
import { TextsToRead } from '../consent/TextsToRead';
import { usePolling } from '../live/live';
import { personName } from '../names';
import { BusyButton } from '../shell/BusyButton';
import { useFailedCount } from '../shell/failed-count';
import { announce } from '../shell/actions';
import { MessageAdvice, messageTitle, MessageState, reasonText } from '../shell/message-words';
import { problemText, ProblemNotice } from '../shell/ProblemNotice';
import { SidePanel } from '../shell/SidePanel';
import { TableHead } from '../shell/TableHead';
import { t } from '../texts';
import { formatDayTime, isDate, timeOf } from '../time/wall';
import { capital, word, words } from '../words';
import css from './screens.module.css';

const route = getRouteApi('/desk/messages');
const STATUSES = ['failed', 'held', 'planned', 'queued', 'sent', 'skipped'];
const ALL = 'all';

export function Messages() {
  const { status, kind, day, message: openId } = route.useSearch();
  const navigate = useNavigate({ from: '/messages' });
  const go = (patch: ReturnType<typeof route.useSearch>) => void navigate({ search: (old) => ({ ...old, ...patch }) });
  const failed = useFailedCount();
  const today = useToday();
  const oneDay = day === ALL ? undefined : isDate(day) ? day : today;
  const polling = usePolling();
  const list = useQuery({
    ...queries.messages({ status, kind, from: oneDay, to: oneDay }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => polling || untilDue(state.data?.data),
  });
  const messages = [...(list.data?.data ?? [])].sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  const open = messages.find((message) => message.id === openId);
  return (
    <div className={css['split']}>
      <div className={css['page']}>
        <div className={css['head']}>
          <h1>{t.messages.title}</h1>
          <TextInput
            aria-label={t.messages.day}
            type="date"
            value={oneDay ?? ''}
            onChange={(event) => go({ day: event.currentTarget.value || ALL })}
          />
          <Button variant={oneDay ? 'default' : 'light'} aria-pressed={!oneDay} onClick={() => go({ day: oneDay ? ALL : undefined })}>
            {t.messages.allDays}
          </Button>
          <Select
            aria-label={t.messages.kind}
            data={[
              { value: ALL, label: t.messages.allKinds },
              ...Object.entries(words.messageKinds).map(([value, label]) => ({ value, label })),
            ]}
            value={kind ?? ALL}
            onChange={(value) => go({ kind: value === ALL || value === null ? undefined : value })}
          />
          <StatusFilter value={status ?? ALL} failed={failed} onChange={(value) => go({ status: value === ALL ? undefined : value })} />
        </div>
        <TextsToRead />
        <ProblemNotice error={list.error} />
        {list.isLoading && <p role="status">{t.loading}…</p>}
        {list.data && messages.length === 0 && <p className={css['hint']}>{t.messages.empty}</p>}
        {messages.length > 0 && (
          <MessageTable messages={messages} oneDay={oneDay !== undefined} openId={openId} onOpen={(id) => go({ message: id })} />
        )}
        {list.data?.page?.hasMore && <p className={css['hint']}>{t.messages.more}</p>}
      </div>
      {open && <MessagePanel message={open} onClose={() => go({ message: undefined })} />}
    </div>
  );
}

function StatusFilter({ value, failed, onChange }: { value: string; failed: number; onChange: (value: string) => void }) {
  const narrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const data = [{ value: ALL, label: t.messages.all }, ...STATUSES.map((one) => ({ value: one, label: statusLabel(one, failed) }))];
  if (narrow) {
    return (
      <Select aria-label={t.messages.status} data={data} value={value} onChange={(next) => onChange(next ?? ALL)} withScrollArea={false} />
    );
  }
  return <SegmentedControl aria-label={t.messages.status} data={data} value={value} onChange={onChange} transitionDuration={0} />;
}

interface TableProps {
  messages: Message[];
  /** All of the same day: the time says it all. */
  oneDay: boolean;
  openId: string | undefined;
  onOpen: (id: string) => void;
}

function MessageTable({ messages, oneDay, openId, onOpen }: TableProps) {
  const { columns } = t.messages;
  return (
    <div className={css['tableWrap']}>
      <table className={css['table']}>
        <TableHead columns={Object.values(columns)} />
        <tbody>
          {messages.map((message) => (
            <tr key={message.id} data-selected={message.id === openId || undefined}>
              <td className={css['when']}>{oneDay ? timeOf(message.dueAt) : formatDayTime(message.dueAt)}</td>
              <td>{personName(message.recipient.displayName)}</td>
              <td>{word(words.channels, message.channel)}</td>
              <td>
                <span className={css['actions']}>
                  <button
                    type="button"
                    className={css['rowButton']}
                    onClick={() => onOpen(message.id)}
                    aria-label={`${messageTitle(message)}. ${t.messages.read(message.recipient.displayName)}`}
                  >
                    {messageTitle(message)}
                  </button>
                  <MessageAdvice advice={message.advice} />
                </span>
              </td>
              <td>
                <MessageState status={message.status} />
              </td>
              <td>{reasonText(message)}</td>
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

const changed = new ProblemError({ title: t.visit.changedTitle, status: 412, code: 'version-mismatch' });

/** `onlyOpen`: what still asks for a decision; a message that went out is sent again from its panel. */
function MessageActions({ message, onlyOpen }: { message: Message; onlyOpen?: boolean }) {
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: async (action: 'resend' | 'suppress') => {
      const { etag, version } = await get<Message>(`/messages/${message.id}`);
      // Decided on what the list showed: of two who press "send again", the second is told.
      if (version !== message.version) throw changed;
      return post<Message>(`/messages/${message.id}/${action}`, {}, { etag });
    },
    onSuccess: (_, action) => {
      const { displayName } = message.recipient;
      announce({ text: action === 'resend' ? t.messages.resent(displayName) : t.messages.suppressed(displayName) });
    },
    onError: (error) => announce({ text: problemText(error), failed: true }),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.messages }),
  });
  const again = message.status === 'failed' || (!onlyOpen && ['sent', 'delivered', 'skipped'].includes(message.status));
  const stoppable = ['planned', 'held'].includes(message.status);
  if (!again && !stoppable) return null;
  const [action, label] = again ? (['resend', t.messages.resend] as const) : (['suppress', t.messages.suppress] as const);
  return (
    <BusyButton
      variant="default"
      size="compact-xs"
      busy={act.isPending}
      aria-label={`${label}: ${messageTitle(message)}, ${message.recipient.displayName}`}
      onClick={() => act.mutate(action)}
    >
      {label}
    </BusyButton>
  );
}

function MessagePanel({ message, onClose }: { message: Message; onClose: () => void }) {
  return (
    <SidePanel title={messageTitle(message)} onClose={onClose} wide>
      <dl className={css['mailHead']}>
        <dt>{t.messages.columns.to}</dt>
        <dd>{message.recipient.displayName}</dd>
        <dt>{t.messages.columns.channel}</dt>
        <dd>{word(words.channels, message.channel)}</dd>
        <dt>{t.messages.columns.state}</dt>
        <dd>
          <MessageState status={message.status} /> {reasonText(message)}
        </dd>
        <dt>{t.messages.columns.due}</dt>
        <dd>
          {formatDayTime(message.dueAt)}
          {message.sentAt ? ` · ${t.messages.sentAt(timeOf(message.sentAt))}` : ''}
        </dd>
      </dl>
      <div className={css['panelGap']}>
        <MessageAdvice advice={message.advice} />
        <MessageActions message={message} />
        {message.visitId && (
          <Link to="/visits/$visitId" params={{ visitId: message.visitId }}>
            {t.messages.openVisit}
          </Link>
        )}
        {message.about?.referralId && (
          <Link to="/referrals/$referralId" params={{ referralId: message.about.referralId }}>
            {t.referral.openReferral}
          </Link>
        )}
      </div>
      {message.subject && <h3>{message.subject}</h3>}
      <p className={css['mailText']}>{message.body}</p>
    </SidePanel>
  );
}

function statusLabel(status: string, failed: number): string {
  const label = capital(word(words.messageStatus, status));
  return status === 'failed' && failed > 0 ? `${label} (${failed})` : label;
}
