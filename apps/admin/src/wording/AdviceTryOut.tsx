import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { wordingQueries, type VisitPreview } from '../api/wording';
import { personName } from '../names';
import css from '../screening/screening.module.css';
import { MessageAdvice, messageTitle, MessageState } from '../shell/message-words';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { tw } from '../texts.wording';
import { formatDayTime } from '../time/wall';
import { ForVisit } from './ForVisit';

interface Props {
  visitId: string | undefined;
  onChange: (visitId: string | undefined) => void;
}

/** Of one visit: which advice applies and why, and what is still to go out. */
export function AdviceTryOut({ visitId, onChange }: Props) {
  return (
    <section className={css['card']} aria-label={t.nav.advice}>
      <h2>{t.nav.advice}</h2>
      <ForVisit label={tw.tryVisit} visitId={visitId} onChange={onChange} />
      {visitId && <Result visitId={visitId} />}
    </section>
  );
}

function Result({ visitId }: { visitId: string }) {
  const { data, error } = useQuery(wordingQueries.ofVisit(visitId));
  if (error) return <ProblemNotice error={error} title={tw.tryLoad} />;
  return (
    <div className={css['stack']} role="status">
      {data && (
        <>
          <Applying advice={data.advice} />
          <h3>{tw.waiting}</h3>
          {data.data.length === 0 && <span className={css['dim']}>{tw.noneWaiting}</span>}
          <ol className={css['rows']}>
            {data.data.map((message) => (
              <li key={message.id}>
                <span className={css['row']}>
                  <strong>{messageTitle(message)}</strong>
                  <MessageState status={message.status} />
                  <MessageAdvice advice={message.advice} />
                </span>
                <span>{tw.toWhom(personName(message.recipient.displayName), formatDayTime(message.dueAt))}</span>
                <span className={css['dim']}>{message.why}</span>
              </li>
            ))}
          </ol>
          <Link to="/visits/$visitId" params={{ visitId }}>
            {tw.openVisit}
          </Link>
        </>
      )}
    </div>
  );
}

function Applying({ advice }: Pick<VisitPreview, 'advice'>) {
  if (advice.length === 0) return <span className={css['dim']}>{tw.noAdvice}</span>;
  return (
    <ul className={css['rows']}>
      {advice.map(({ code, text, because }) => (
        <li key={code}>
          <span>
            <MessageAdvice advice={[code]} />
          </span>
          <span>{text}</span>
          <span className={css['dim']}>{because}</span>
        </li>
      ))}
    </ul>
  );
}
