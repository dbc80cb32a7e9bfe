import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { post, problemOf } from '../api/client';
import type { ClearanceAnswer, LinkContent } from '../api/screening';
import { EntryPage } from '../screens/EntryPage';
import { isGone, Opening } from '../links/Opening';
import { Notice } from '../shell/Notice';
import { t } from '../texts';
import { ts } from '../texts.screening';
import { formatDay, formatDayTime } from '../time/wall';
import { ClearanceForm } from './ClearanceForm';
import { Findings, namesFrom } from './Findings';
import css from './screening.module.css';

/** For a provider without an account: what is asked, answered once. */
export function ClearanceLink({ token }: { token: string }) {
  // Kept while it is opened anew: what was typed stays.
  const [content, setContent] = useState<LinkContent>();
  const open = useMutation({
    mutationFn: () => post<LinkContent>('/links/clearance/open', { token }, { idempotencyKey: undefined }),
    onSuccess: setContent,
  });
  // Once: the press that led here was the wish to see it.
  const { mutate: openIt } = open;
  useEffect(() => openIt(), [openIt]);
  const answer = useMutation({
    mutationFn: (given: ClearanceAnswer) =>
      post('/links/clearance/answer', { token, version: content!.version, ...given }, { idempotencyKey: undefined }),
    // Another time or another plan: what is asked now is shown before it can be answered.
    onError: (error) => isChanged(error) && open.mutate(),
  });
  const gone = [open.error, answer.error].some((error) => error !== null && isGone(error));
  return (
    <EntryPage title={ts.link.title} clinic={content?.clinic}>
      {gone ? (
        <Notice tone="warn" alert>
          {t.links.gone}
        </Notice>
      ) : answer.isSuccess ? (
        <Notice tone="good" alert>
          {ts.link.sent}
        </Notice>
      ) : content ? (
        <Content content={content} answer={answer} />
      ) : (
        <Opening error={open.error} again={openIt} />
      )}
    </EntryPage>
  );
}

const isChanged = (error: Error): boolean => problemOf(error).code === 'request-changed';

interface ContentProps {
  content: LinkContent;
  answer: { mutate: (given: ClearanceAnswer) => void; error: Error | null; isPending: boolean };
}

function Content({ content, answer }: ContentProps) {
  const { patient, areas, techniques, areaChoices, techniqueChoices } = content;
  const names = namesFrom(
    (code) => areaChoices.find((area) => area.code === code)?.name,
    (code) => techniqueChoices.find((technique) => technique.code === code)?.name,
  );
  const stale = answer.error !== null && isChanged(answer.error);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} className={css['stack']} tabIndex={-1}>
      <dl className={css['facts']}>
        <dt>{ts.link.patient}</dt>
        <dd>
          <strong>{patient.displayName}</strong>
          {patient.birthDate && `, ${ts.link.born(formatDay(patient.birthDate, true))}`}
        </dd>
        <dt>{ts.link.when}</dt>
        <dd>{formatDayTime(content.start)}</dd>
        <dt>{ts.link.plan}</dt>
        <dd>{areas.map(names.area).join(', ') || ts.link.noPlan}</dd>
        {techniques.length > 0 && (
          <>
            <dt>{ts.link.techniques}</dt>
            <dd>{techniques.map(names.technique).join(', ')}</dd>
          </>
        )}
      </dl>
      <h2>{ts.link.why}</h2>
      <Findings findings={content.findings} names={names} />
      <h2>{ts.link.question}</h2>
      <p>{ts.link.deadline(formatDayTime(content.deadline))}</p>
      {stale && (
        <Notice tone="warn" alert>
          {ts.link.changed}
        </Notice>
      )}
      <ClearanceForm
        label={ts.link.question}
        areas={areaChoices}
        techniques={techniqueChoices}
        error={stale ? null : answer.error}
        busy={answer.isPending}
        submit={ts.clearance.send}
        onSubmit={(given) => answer.mutate(given)}
      />
      <p className={css['dim']}>{ts.link.call(content.clinic, content.phone)}</p>
    </div>
  );
}
