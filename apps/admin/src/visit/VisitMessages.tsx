import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { untilDue } from '../api/due';
import { queries } from '../api/queries';
import type { Message } from '../api/types';
import { personName } from '../names';
import { fateText, MessageAdvice, MessageState, messageTitle } from '../shell/message-words';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { formatDayTime } from '../time/wall';
import { word, words } from '../words';
import css from './visit.module.css';

/** The messages of one visit: who gets what when, with the text as it is or will be sent. */
export function VisitMessages({ visitId }: { visitId: string }) {
  const { data, error } = useQuery({ ...queries.messages({ visitId }), refetchInterval: ({ state }) => untilDue(state.data?.data) });
  if (error) return <ProblemNotice error={error} />;
  if (!data) return <span className={css['dim']}>{t.loading}…</span>;
  if (data.data.length === 0) return <span className={css['dim']}>{t.visit.noMessages}</span>;
  const skipped = data.data.filter((message) => message.status === 'skipped');
  return (
    <>
      <MessageList messages={data.data.filter((message) => message.status !== 'skipped')} />
      {skipped.length > 0 && (
        <details className={css['skipped']}>
          <summary>{t.visit.skipped(skipped.length)}</summary>
          <MessageList messages={skipped} />
        </details>
      )}
      <Link to="/settings/wording" search={{ kind: 'advice', for: visitId }}>
        {t.nav.advice}
      </Link>
    </>
  );
}

function MessageList({ messages }: { messages: Message[] }) {
  return (
    <ul className={css['messages']}>
      {messages.map((message) => (
        <li key={message.id}>
          <details>
            <summary>
              <MessageState status={message.status} />
              <span>
                {messageTitle(message)} · {personName(message.recipient.displayName)}
              </span>
              <MessageAdvice advice={message.advice} />
              <span className={css['dim']}>{whenText(message)}</span>
            </summary>
            {message.subject && <strong>{message.subject}</strong>}
            <p className={css['messageBody']}>{message.body}</p>
          </details>
        </li>
      ))}
    </ul>
  );
}

function whenText(message: Message): string {
  const when = message.sentAt ? t.messages.sentAt(formatDayTime(message.sentAt)) : t.messages.dueAt(formatDayTime(message.dueAt));
  const reason = fateText(message);
  return [word(words.channels, message.channel), reason || when].join(' · ');
}
