import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { queries } from '../api/queries';
import type { Mail } from '../api/types';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { formatDayTime } from '../time/wall';
import css from './screens.module.css';

/** Sending is not in the change feed. */
const LOOK_MS = 4000;

const route = getRouteApi('/desk/mailbox');

/** What the demo clinic would have sent. */
export function Mailbox() {
  const { file } = route.useSearch();
  const navigate = useNavigate({ from: '/mailbox' });
  const list = useQuery({ ...queries.mailbox, refetchInterval: LOOK_MS });
  const mails = [...(list.data?.data ?? [])].sort((a, b) => Date.parse(b.date) - Date.parse(a.date));
  const open = mails.find((mail) => mail.file === file) ?? mails[0];
  return (
    <div className={css['page']}>
      <div className={css['head']}>
        <h1>{t.mailbox.title}</h1>
      </div>
      <p className={css['hint']}>{t.mailbox.hint}</p>
      <ProblemNotice error={list.error} />
      {list.data && mails.length === 0 && <p>{t.mailbox.empty}</p>}
      {open && (
        <div className={css['mailbox']}>
          <ul className={css['mailList']} aria-label={t.mailbox.list}>
            {mails.map((mail) => (
              <li key={mail.file}>
                <button
                  type="button"
                  className={css['mailItem']}
                  aria-current={mail.file === open.file ? 'true' : undefined}
                  onClick={() => void navigate({ search: { file: mail.file } })}
                >
                  <span>
                    <span>{mail.to}</span> <span>{mailDate(mail)}</span>
                  </span>
                  <strong>{mail.subject}</strong>
                </button>
              </li>
            ))}
          </ul>
          <article aria-label={open.subject}>
            <h2>{open.subject}</h2>
            <dl className={css['mailHead']}>
              <dt>{t.mailbox.to}</dt>
              <dd>{open.to}</dd>
            </dl>
            <pre className={css['mailText']}>{open.text}</pre>
          </article>
        </div>
      )}
    </div>
  );
}

/** A mail's own header may have any form; instants are shown as written, and UTC says that it is. */
function mailDate({ date }: Mail): string {
  if (!/^\d{4}-\d{2}-\d{2}T/.test(date)) return date;
  return /(Z|[+-]00:00)$/.test(date) ? `${formatDayTime(date)} UTC` : formatDayTime(date);
}
