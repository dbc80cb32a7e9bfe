import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useToday } from '../api/catalog';
import { problemOf } from '../api/client';
import { screeningQueries, type Question, type Screening } from '../api/screening';
import type { Tagged } from '../api/types';
import { BusyButton } from '../shell/BusyButton';
import { useFocusBack } from '../shell/focus-back';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { ts } from '../texts.screening';
import { dateOf, formatDay } from '../time/wall';
import { AffectedVisits } from './AffectedVisits';
import { draftOf, emptyDraft } from './answers';
import { Findings, useNames } from './Findings';
import { QuestionForm } from './QuestionForm';
import css from './screening.module.css';
import type { ScreeningHandle } from './use-screening';
import { VerdictTag } from './Verdict';

interface Props {
  handle: ScreeningHandle;
  /** Whom a booking would ask for clearance. */
  asks?: string;
  /** A booking is waiting for the answers: the form is open by itself. */
  asked?: boolean;
  /** Offers to ask again at once, as after a hospital visit. */
  mayExpire?: boolean;
  /** While it is true, what is to be pressed next here takes the focus; the finder's options get it else. */
  focusNext?: RefObject<boolean>;
}

/** The finder leads the focus itself. */
const nowhere: RefObject<HTMLElement | null> = { current: null };

const dayOf = (screening: Screening): string => (screening.answeredAt ? formatDay(dateOf(screening.answeredAt)) : '');

/** Whether the desk should ask "any changes since …?" before it books. */
export const wantsConfirming = (screening: Screening, today: string): boolean =>
  screening.unanswered.length === 0 && screening.answeredAt !== undefined && dateOf(screening.answeredAt) < today;

/** What is known of a patient's health and what it means; answered or confirmed in place. */
export function ScreeningCard({ handle, asks, asked = false, mayExpire = false, focusNext }: Props) {
  const { screening, confirm, expire } = handle;
  const today = useToday();
  const names = useNames();
  const [opened, setOpened] = useState(false);
  const box = useRef<HTMLElement>(null);
  const confirmButton = useRef<HTMLButtonElement>(null);
  const grabs = useRef(false);
  const editing = opened || (asked && (screening?.unanswered.length ?? 0) > 0);
  useFocusBack(focusNext ? nowhere : box);
  useEffect(() => {
    if (!focusNext?.current || !screening || !(editing || wantsConfirming(screening, today))) return;
    focusNext.current = false;
    grabs.current = editing;
    confirmButton.current?.focus();
  });
  if (handle.error && !screening) {
    return (
      <ProblemNotice error={handle.error} title={ts.load}>
        <BusyButton variant="default" busy={handle.isFetching} onClick={() => void handle.refetch()}>
          {t.retry}
        </BusyButton>
      </ProblemNotice>
    );
  }
  if (!screening) return <p className={css['dim']}>{`${t.loading}…`}</p>;
  return (
    <section ref={box} className={css['card']} aria-label={ts.title} tabIndex={-1}>
      <Summary screening={screening} today={today} />
      {!editing && <Findings findings={screening.findings} names={names} />}
      {!editing && <Consequence screening={screening} asks={asks} />}
      {editing ? (
        <Answers
          handle={handle}
          screening={screening}
          autoFocus={opened || grabs.current || focusNext?.current === true}
          onDone={() => setOpened(false)}
          onCancel={opened ? () => setOpened(false) : undefined}
        />
      ) : (
        <>
          <ProblemNotice error={confirm.error ?? expire.error} />
          {confirm.error && confirm.variables && <Changed before={confirm.variables} now={screening} />}
          <div className={css['buttons']}>
            {wantsConfirming(screening, today) && (
              <BusyButton ref={confirmButton} busy={confirm.isPending} onClick={() => confirm.mutate(screening)}>
                {ts.noChanges(dayOf(screening))}
              </BusyButton>
            )}
            <Button variant="default" onClick={() => setOpened(true)}>
              {screening.unanswered.length > 0 ? ts.answer : ts.change}
            </Button>
            {mayExpire && screening.unanswered.length === 0 && (
              <BusyButton variant="default" busy={expire.isPending} onClick={() => expire.mutate()}>
                {ts.hospital}
              </BusyButton>
            )}
          </div>
        </>
      )}
      <AffectedVisits visits={handle.affected} />
    </section>
  );
}

function Summary({ screening, today }: { screening: Screening; today: string }) {
  const { verdict, unanswered, answeredAt, validUntil = '', version } = screening;
  const day = dayOf(screening);
  const sentence =
    version === 0 || !answeredAt
      ? ts.none
      : validUntil < today
        ? ts.old(day)
        : unanswered.length > 0
          ? ts.some(unanswered.length)
          : dateOf(answeredAt) === today
            ? ts.answeredToday(formatDay(validUntil, true))
            : ts.answered(day, formatDay(validUntil, true));
  return (
    <div className={css['verdict']}>
      <VerdictTag verdict={verdict} />
      <span className={css['dim']}>{sentence}</span>
    </div>
  );
}

/** What the desk can do with it. */
function Consequence({ screening: { verdict, findings }, asks }: { screening: Screening; asks: string | undefined }) {
  if (verdict === 'do-not-treat') {
    const worst = findings.filter((finding) => finding.verdict === 'do-not-treat');
    const until = worst.map((finding) => finding.until).sort();
    const last = until.includes(undefined) ? undefined : until.at(-1);
    // A finding about some areas leaves the others free.
    if (worst.every((finding) => (finding.areas ?? []).length > 0)) return <span>{ts.partsOff}</span>;
    return <strong>{last ? ts.nothingUntil(formatDay(last, true)) : ts.nothing}</strong>;
  }
  if (verdict === 'needs-clearance' && asks) return <BooksTentatively asks={asks} />;
  if (verdict === 'limited') return <span>{ts.partsOff}</span>;
  return null;
}

function BooksTentatively({ asks }: { asks: string }) {
  const rules = useQuery(screeningQueries.rules).data;
  return <span>{ts.booksTentatively(asks, rules?.clearanceHours)}</span>;
}

interface AnswersProps {
  handle: ScreeningHandle;
  screening: Tagged<Screening>;
  autoFocus: boolean;
  onDone: () => void;
  onCancel?: () => void;
}

function Answers({ handle: { save, newest }, screening, autoFocus, onDone, onCancel }: AnswersProps) {
  const questions = useQuery(screeningQueries.questions);
  // What was on screen when it was opened: what differs by now, somebody else changed, and is replaced only once it was shown.
  const [base, setBase] = useState(screening);
  const catchUp = async (error: Error) => {
    if (problemOf(error).problem.status !== 412) return;
    // Should this fail, the next save is refused again and asks once more.
    await newest().then(setBase, () => undefined);
  };
  if (questions.error) return <ProblemNotice error={questions.error} />;
  if (!questions.data) return <p className={css['dim']}>{`${t.loading}…`}</p>;
  return (
    <QuestionForm
      questions={questions.data.data}
      initial={base.version > 0 ? draftOf(base) : emptyDraft}
      error={save.error}
      busy={save.isPending}
      submit={(open) => (open > 0 ? ts.form.saveOpen(open) : ts.form.save)}
      autoFocus={autoFocus}
      onSubmit={(input) => save.mutate({ input, seen: base }, { onSuccess: onDone, onError: (error) => void catchUp(error) })}
      onCancel={
        onCancel &&
        (() => {
          save.reset();
          onCancel();
        })
      }
    >
      {save.error && save.variables && <ChangedAnswers questions={questions.data.data} before={save.variables.seen} now={base} />}
    </QuestionForm>
  );
}

/** For whom no form has asked for the questions yet. */
function Changed({ before, now }: { before: Screening; now: Screening }) {
  const questions = useQuery(screeningQueries.questions).data;
  return questions ? <ChangedAnswers questions={questions.data} before={before} now={now} /> : null;
}

/** What somebody else answered meanwhile: the next save replaces it. */
function ChangedAnswers({ questions, before, now }: { questions: readonly Question[]; before: Screening; now: Screening }) {
  const said = ({ answers, details }: Screening, key: string) => JSON.stringify([answers[key], details[key]]);
  const changed = questions.filter(({ key }) => said(before, key) !== said(now, key));
  if (changed.length === 0) return null;
  return (
    <Notice tone="warn" title={ts.form.others} alert>
      {changed.map(({ key, text }) => (
        <span key={key}>
          {text} {ts.form.now(now.answers[key])}
        </span>
      ))}
    </Notice>
  );
}
