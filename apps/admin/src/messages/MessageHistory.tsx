import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ledgerQueries, type History, type HistoryStep } from '../api/ledger';
import type { Message } from '../api/types';
import { reasonText } from '../shell/message-words';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { tm } from '../texts.messages';
import { formatDayTime } from '../time/wall';
import { word } from '../words';
import css from './messages.module.css';

/** Everything that is known of one message, in order, and whether the visit is still the one that it spoke for. */
export function MessageHistory({ message }: { message: Message }) {
  const history = useQuery(ledgerQueries.history(message));
  return (
    <section className={css['history']}>
      <h3>{tm.history.title}</h3>
      <ProblemNotice error={history.error} title={tm.history.load} />
      {history.isLoading && <p role="status">{t.loading}…</p>}
      {history.data && (
        <ol>
          {history.data.data.map((step, index) => (
            <Step key={index} step={step} />
          ))}
        </ol>
      )}
      {history.data?.visit && <p>{spokeFor(history.data.visit)}</p>}
    </section>
  );
}

function Step({ step }: { step: HistoryStep }) {
  const { what, at, by, attempts, until, messageId } = step;
  const facts = [
    at && formatDayTime(at),
    by && tm.history.by(by),
    attempts && tm.history.times(attempts),
    until && (what === 'waits' ? formatDayTime(until) : tm.history.until(formatDayTime(until))),
    reasonText(step),
  ].filter(Boolean);
  return (
    <li data-what={what}>
      <strong>{word(tm.history.steps, what)}</strong> {facts.join(', ')}{' '}
      {messageId && (
        <Link to="/messages" search={{ day: 'all', message: messageId }}>
          {what === 'resent-from' ? tm.history.earlier : tm.history.later}
        </Link>
      )}
    </li>
  );
}

function spokeFor({ version, now, holds }: NonNullable<History['visit']>): string {
  return version === now ? tm.history.same(version) : tm.history.changed(version, now, holds);
}
