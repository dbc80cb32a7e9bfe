import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { post } from '../api/client';
import { consentKeys, consentQueries, type InboundText } from '../api/consent';
import { useMay } from '../api/session';
import { usePolling } from '../live/live';
import { personName } from '../names';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { useFocusNext } from '../shell/focus-back';
import { problemText, ProblemNotice } from '../shell/ProblemNotice';
import { Tag } from '../shell/Tag';
import { tc } from '../texts.consent';
import { formatDayTime } from '../time/wall';
import css from './consent.module.css';

/** What patients wrote that no program may answer; nothing while there is nothing. */
export function TextsToRead() {
  const polling = usePolling();
  const { data, error } = useQuery({ ...consentQueries.openTexts, refetchInterval: polling });
  const texts = data?.data ?? [];
  const box = useRef<HTMLUListElement>(null);
  useFocusNext(box, 'li');
  if (error) return <ProblemNotice error={error} />;
  if (texts.length === 0) return null;
  return (
    <section className={css['texts']} aria-labelledby="texts-to-read">
      <h2 id="texts-to-read">{tc.texts.title}</h2>
      <ul ref={box} className={css['rows']}>
        {texts.map((text) => (
          <TextRow key={text.id} text={text} />
        ))}
      </ul>
    </section>
  );
}

function TextRow({ text }: { text: InboundText }) {
  const client = useQueryClient();
  const may = useMay('messages:write');
  const who = text.patient ? personName(text.patient.displayName) : text.from;
  const wish = tc.texts.wants[text.kind];
  const finish = useMutation({
    mutationFn: () => post<InboundText>(`/inbound-texts/${text.id}/done`, {}, { etag: `"v${text.version}"` }),
    onSuccess: () => announce({ text: tc.texts.isDone }),
    onError: (error) => announce({ text: problemText(error), failed: true }),
    onSettled: () => void client.invalidateQueries({ queryKey: consentKeys.texts }),
  });
  return (
    <li>
      <span className={css['row']}>
        {text.patient ? (
          <Link to="/patients" search={{ patient: text.patient.id }}>
            {who}
          </Link>
        ) : (
          <strong>{who}</strong>
        )}
        <span className={css['dim']}>{formatDayTime(text.at)}</span>
        {wish && <Tag tone="warn">{wish}</Tag>}
        {may && (
          <BusyButton
            variant="default"
            size="compact-xs"
            busy={finish.isPending}
            aria-label={tc.texts.doneWith(who)}
            onClick={() => finish.mutate()}
          >
            {tc.texts.done}
          </BusyButton>
        )}
      </span>
      <q className={css['words']}>{text.text}</q>
    </li>
  );
}
