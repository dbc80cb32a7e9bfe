import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Message } from '../api/types';
import { fateText, MessageAdvice, MessageState, messageTitle } from '../shell/message-words';
import { SidePanel } from '../shell/SidePanel';
import { t } from '../texts';
import { tm } from '../texts.messages';
import { formatDayTime } from '../time/wall';
import { word, words } from '../words';
import screens from '../screens/screens.module.css';
import { MessageActions } from './MessageActions';
import { MessageHistory } from './MessageHistory';

interface Props {
  message: Message;
  onClose: () => void;
  /** Beside what every message has. */
  children?: ReactNode;
}

/** One message: where it stands, what it says, and how it came to that. */
export function MessagePanel({ message, onClose, children }: Props) {
  return (
    <SidePanel title={messageTitle(message)} onClose={onClose} wide>
      <dl className={screens['mailHead']}>
        <dt>{tm.columns.to}</dt>
        <dd>{message.recipient.displayName}</dd>
        <dt>{tm.columns.channel}</dt>
        <dd>{word(words.channels, message.channel)}</dd>
        <dt>{tm.columns.state}</dt>
        <dd>
          <MessageState status={message.status} /> {fateText(message)}
        </dd>
        <dt>{tm.columns.due}</dt>
        <dd>
          {formatDayTime(message.dueAt)}
          {message.sentAt ? ` · ${t.messages.sentAt(formatDayTime(message.sentAt))}` : ''}
        </dd>
        {children}
      </dl>
      <div className={screens['panelGap']}>
        <MessageAdvice advice={message.advice} />
        <MessageActions message={message} />
        {message.visitId && (
          <Link to="/visits/$visitId" params={{ visitId: message.visitId }}>
            {tm.openVisit}
          </Link>
        )}
        {message.about?.referralId && (
          <Link to="/referrals/$referralId" params={{ referralId: message.about.referralId }}>
            {t.referral.openReferral}
          </Link>
        )}
        <ToTheSame message={message} />
      </div>
      {message.subject && <h3>{message.subject}</h3>}
      <p className={screens['mailText']}>{message.body}</p>
      <MessageHistory message={message} />
    </SidePanel>
  );
}

function ToTheSame({ message: { recipient } }: { message: Message }) {
  if (recipient.type !== 'patient' && recipient.type !== 'practitioner') return null;
  return (
    <Link to="/messages" search={{ day: 'all', [recipient.type]: recipient.id }}>
      {tm.allTo(recipient.displayName)}
    </Link>
  );
}
