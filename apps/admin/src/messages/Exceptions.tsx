import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState, type RefObject } from 'react';
import { ledgerQueries, type Exceptions as List, type MessageException } from '../api/ledger';
import { queries } from '../api/queries';
import { useMay } from '../api/session';
import { useLiveLost } from '../live/live';
import { personName } from '../names';
import { BusyButton } from '../shell/BusyButton';
import { useFocusNext, useFocusReturn } from '../shell/focus-back';
import { Icon } from '../shell/icons';
import { messageTitle, reasonText } from '../shell/message-words';
import { Notice } from '../shell/Notice';
import { PhoneLink } from '../shell/PhoneLink';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { tm } from '../texts.messages';
import { formatDayTime } from '../time/wall';
import { word, words } from '../words';
import screens from '../screens/screens.module.css';
import { FixContact } from './FixContact';
import { MessageTabs } from './MessageTabs';
import css from './messages.module.css';
import { PausedChannels } from './PausedChannels';
import { useException } from './use-exception';

const te = tm.exceptions;

/** What reached nobody and still matters, with what can be done about it right there. */
export function Exceptions() {
  const list = useQuery(ledgerQueries.exceptions);
  const lost = useLiveLost();
  const exceptions = list.data?.data ?? [];
  return (
    <div className={screens['page']}>
      <MessageTabs />
      <div className={screens['head']}>
        <h1>{te.title}</h1>
      </div>
      <p className={screens['hint']}>{te.intro}</p>
      <ProblemNotice error={list.error} title={lost ? undefined : te.load} />
      {list.isLoading && <p role="status">{t.loading}…</p>}
      <PausedChannels />
      {list.data && <Overdue overdue={list.data.overdue} />}
      {list.data && exceptions.length > 0 && (
        <p className={screens['hint']} role="status">
          {te.found(exceptions.length, list.data.page.hasMore)}
        </p>
      )}
      {list.data && exceptions.length === 0 && !list.data.page.hasMore && list.data.paused.length === 0 && (
        <p className={css['success']} role="status">
          <Icon name="check" /> {te.empty}
        </p>
      )}
      <Inbox exceptions={exceptions} />
    </div>
  );
}

/** Something holds up many at once: that is no work for the desk, one by one. */
function Overdue({ overdue }: { overdue: List['overdue'] }) {
  const mayOperate = useMay('operations:read');
  if (overdue.count === 0 || !overdue.oldestDueAt) return null;
  return (
    <Notice tone="warn">
      <span>{te.overdue(te.overdueCount(overdue.count), formatDayTime(overdue.oldestDueAt))}</span>
      {mayOperate ? <Link to="/operations">{te.seeSending}</Link> : <Link to="/messages/upcoming">{t.nav.upcoming}</Link>}
    </Notice>
  );
}

function Inbox({ exceptions }: { exceptions: MessageException[] }) {
  const box = useRef<HTMLUListElement>(null);
  useFocusNext(box, 'li');
  return (
    <ul ref={box} className={css['inbox']} aria-label={te.title}>
      {exceptions.map((exception) => (
        <Exception key={`${exception.message.recipient.id ?? ''} ${exception.visit?.id ?? exception.message.id}`} exception={exception} />
      ))}
    </ul>
  );
}

function Exception({ exception }: { exception: MessageException }) {
  const { message, problem, count, visit, expectedAt } = exception;
  const [fixing, setFixing] = useState(false);
  const fixButton = useFocusReturn<HTMLButtonElement>(fixing);
  const name = personName(message.recipient.displayName);
  const reason = problem === 'failed' ? reasonText(message) : '';
  return (
    <li className={css['exception']}>
      <header>
        <h2>
          {message.recipient.type === 'patient' ? (
            <Link to="/patients" search={{ patient: message.recipient.id }}>
              {name}
            </Link>
          ) : (
            name
          )}
        </h2>
        {visit && (
          <Link to="/visits/$visitId" params={{ visitId: visit.id }}>
            {(visit.status === 'cancelled' ? te.cancelledVisit : te.forVisit)(formatDayTime(visit.start))}
          </Link>
        )}
        {message.about?.referralId && (
          <Link to="/referrals/$referralId" params={{ referralId: message.about.referralId }}>
            {t.referral.openReferral}
          </Link>
        )}
      </header>
      <p>
        <strong>{word(te.problems, problem)}</strong>
        {reason && `: ${reason}`}
      </p>
      {problem === 'too-late' && (
        <p>
          {expectedAt && te.expected(formatDayTime(expectedAt))} <Call patientId={message.recipient.id ?? ''} />
        </p>
      )}
      <p className={css['dim']}>
        {[messageTitle(message), word(words.channels, message.channel), formatDayTime(message.dueAt)].join(' · ')}
        {count > 1 && `, ${te.alike(count - 1)}`}
      </p>
      {fixing ? (
        <FixContact message={message} name={name} onClose={() => setFixing(false)} />
      ) : (
        <Actions exception={exception} name={name} fixButton={fixButton} onFix={() => setFixing(true)} />
      )}
    </li>
  );
}

/** The one way that is left before the morning. */
function Call({ patientId }: { patientId: string }) {
  const phone = useQuery({ ...queries.patient(patientId), enabled: useMay('patients:read') }).data?.phone;
  return phone && <PhoneLink phone={phone}>{te.call(phone)}</PhoneLink>;
}

interface ActionsProps {
  exception: MessageException;
  name: string;
  fixButton: RefObject<HTMLButtonElement | null>;
  onFix: () => void;
}

function Actions({ exception: { actions, message }, name, fixButton, onFix }: ActionsProps) {
  const may = useMay('messages:write');
  const mayFix = useMay('patients:write');
  const { act, busy } = useException(message, name);
  const offered = may ? actions.filter((action) => action !== 'fix-contact' || mayFix) : [];
  const labels: Record<string, string> = { 'fix-contact': te.fix, resend: tm.resend, acknowledge: te.done };
  return (
    <div className={css['buttons']}>
      {offered.map((action, index) => {
        const label = labels[action];
        if (label === undefined) return null;
        const props = { variant: index === 0 ? 'filled' : 'default', 'aria-label': te.name(label, name) } as const;
        if (action === 'fix-contact')
          return (
            <Button key={action} {...props} ref={fixButton} onClick={onFix}>
              {label}
            </Button>
          );
        return (
          <BusyButton key={action} {...props} busy={busy} onClick={() => act(action as 'resend' | 'acknowledge')}>
            {label}
          </BusyButton>
        );
      })}
      <Link to="/messages" search={{ day: 'all', message: message.id }} aria-label={te.name(tm.history.title, name)}>
        {tm.history.title}
      </Link>
    </div>
  );
}
