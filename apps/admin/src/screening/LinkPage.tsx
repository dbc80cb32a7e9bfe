import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { post, problemOf } from '../api/client';
import type { ClearanceAnswer, LinkContent } from '../api/screening';
import { EntryPage } from '../screens/EntryPage';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { ts } from '../texts.screening';
import { formatDay, formatDayTime } from '../time/wall';
import { ClearanceForm } from './ClearanceForm';
import { Findings, namesFrom } from './Findings';
import css from './screening.module.css';

const route = getRouteApi('/p/$token');

/**
 * For a provider without an account, from the link of a mail. What mail programs fetch by themselves shows nothing: the
 * request is opened by a press, and answered once.
 */
export function LinkPage() {
  const { token } = route.useParams();
  // Kept while it is opened anew: what was typed stays.
  const [content, setContent] = useState<LinkContent>();
  const open = useMutation({
    mutationFn: () => post<LinkContent>('/links/clearance/open', { token }, { idempotencyKey: undefined }),
    onSuccess: setContent,
  });
  const answer = useMutation({
    mutationFn: (given: ClearanceAnswer) =>
      post('/links/clearance/answer', { token, version: content!.version, ...given }, { idempotencyKey: undefined }),
    // Another time or another plan: what is asked now is shown before it can be answered.
    onError: (error) => isChanged(error) && open.mutate(),
  });
  const gone = [open.error, answer.error].some((error) => error !== null && isGone(error));
  return (
    <EntryPage title={ts.link.title}>
      {gone ? (
        <Notice tone="warn" alert>
          {ts.link.gone}
        </Notice>
      ) : answer.isSuccess ? (
        <Notice tone="good" alert>
          {ts.link.sent}
        </Notice>
      ) : content ? (
        <Content content={content} answer={answer} />
      ) : (
        <>
          <p>{ts.link.intro}</p>
          <ProblemNotice error={open.error} />
          <BusyButton size="sm" busy={open.isPending} onClick={() => open.mutate()}>
            {ts.link.open}
          </BusyButton>
        </>
      )}
    </EntryPage>
  );
}

const isGone = (error: Error): boolean => {
  const { status, code } = problemOf(error).problem;
  return status === 404 || status === 410 || code === 'already-answered';
};

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
