import { Button, Select, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { problemOf } from '../api/client';
import type { AnswerCode, AnswersInput, DetailField, DetailValue, Question } from '../api/screening';
import type { AreaRef } from '../api/types';
import { AreasField } from '../forms/PlanFields';
import { BusyButton } from '../shell/BusyButton';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { ts } from '../texts.screening';
import { errorsOf, inputOf, noToTheRest, openOf, withAnswer, withDetail, type Draft } from './answers';
import css from './screening.module.css';
import { YesNo } from './YesNo';

interface Props {
  questions: readonly Question[];
  initial: Draft;
  error: Error | null;
  busy: boolean;
  /** How the button is called while so many are unanswered. */
  submit: (open: number) => string;
  /** Whoever opened it by hand goes on there. */
  autoFocus?: boolean;
  onSubmit: (input: AnswersInput) => void;
  onCancel?: () => void;
  /** Before the buttons. */
  children?: ReactNode;
}

/** Every question with its yes and no; what a "yes" can be told more exactly with opens below it. */
export function QuestionForm({ questions, initial, error, busy, submit, autoFocus, onSubmit, onCancel, children }: Props) {
  const [draft, setDraft] = useState(initial);
  const box = useRef<HTMLFormElement>(null);
  const errors = errorsOf(error);
  const open = openOf(draft, questions);
  const said = Object.keys(errors).length > 0;
  useFirstFocus(box, autoFocus, open[0]);
  useEffect(() => {
    // What has to be corrected is where the next key goes.
    if (error) box.current?.querySelector<HTMLElement>('[data-question][aria-describedby] input, [aria-invalid="true"]')?.focus();
  }, [error]);
  const answer = (key: string, given: AnswerCode) => setDraft((old) => withAnswer(old, key, given));
  const hear = useAnswerKeys(box, draft, answer);
  const stale = error !== null && problemOf(error).problem.status === 412;
  return (
    <form
      ref={box}
      className={css['stack']}
      aria-label={ts.form.title}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onSubmit(inputOf(draft, questions));
      }}
    >
      <div className={css['questions']} onKeyDown={hear}>
        {questions.map(({ key, text, details = [] }) => (
          <YesNo key={key} name={key} text={text} value={draft.answers[key]} error={errors[key]} onChange={(given) => answer(key, given)}>
            {draft.answers[key] === 'yes' && details.length > 0 && (
              <div className={css['details']} data-details={key}>
                {details.map((field) => (
                  <Detail
                    key={field.name}
                    field={field}
                    value={draft.details[key]?.[field.name]}
                    error={errors[`${key}/${field.name}`]}
                    onChange={(value) => setDraft((old) => withDetail(old, key, field.name, value))}
                  />
                ))}
                <span className={css['dim']}>{ts.form.optional}</span>
              </div>
            )}
          </YesNo>
        ))}
      </div>
      {open.length > 0 && (
        <Button variant="default" onClick={() => leave(box, () => setDraft((old) => noToTheRest(old, questions)))}>
          {ts.form.restNo}
        </Button>
      )}
      {children}
      <ProblemNotice error={said ? null : error}>{stale && <span>{ts.form.stale}</span>}</ProblemNotice>
      <div className={css['buttons']}>
        <BusyButton type="submit" busy={busy}>
          {submit(open.length)}
        </BusyButton>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {t.cancel}
          </Button>
        )}
      </div>
    </form>
  );
}

/** The pressed button goes away: the one that sends is next. */
function leave(box: RefObject<HTMLFormElement | null>, work: () => void): void {
  work();
  box.current?.querySelector<HTMLElement>('button[type="submit"]')?.focus();
}

function useFirstFocus(box: RefObject<HTMLFormElement | null>, wanted: boolean | undefined, firstOpen: string | undefined): void {
  useEffect(() => {
    if (!wanted) return;
    const unanswered = [...(box.current?.querySelectorAll('[data-question]') ?? [])].find((one) => !one.querySelector(':checked'));
    const first = firstOpen === undefined ? box.current?.querySelector<HTMLElement>(':checked') : unanswered?.querySelector('input');
    first?.focus();
    // Only when it opens.
  }, []);
}

/** On a question Y and N answer and go on; Enter goes on without an answer, instead of sending what is half done. */
function useAnswerKeys(box: RefObject<HTMLFormElement | null>, draft: Draft, answer: (key: string, given: AnswerCode) => void) {
  const leaving = useRef<HTMLElement>(null);
  useEffect(() => {
    // What a "yes" can be told with is drawn by now.
    if (leaving.current) goOn(box.current, leaving.current);
    leaving.current = null;
  }, [box, draft]);
  return (event: KeyboardEvent) => {
    const question = (event.target as HTMLElement).closest<HTMLElement>('[data-question]');
    if (!question || !(event.target instanceof HTMLInputElement) || event.target.type !== 'radio') return;
    const given = ({ y: 'yes', n: 'no' } as const)[event.key.toLowerCase()];
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key !== 'Enter' && !(given && isPlain)) return;
    event.preventDefault();
    if (!given) return goOn(box.current, question);
    leaving.current = question;
    answer(question.dataset['question'] ?? '', given);
  };
}

function goOn(form: HTMLFormElement | null, from: HTMLElement): void {
  const questions = [...(form?.querySelectorAll<HTMLElement>('[data-question]') ?? [])];
  const next = questions[questions.indexOf(from) + 1];
  const detail = from.querySelector<HTMLElement>('[data-details] input');
  const radio = next?.querySelector<HTMLElement>(':checked') ?? next?.querySelector<HTMLElement>('input');
  (detail ?? radio ?? form?.querySelector<HTMLElement>('button[type="submit"]'))?.focus();
}

interface DetailProps {
  field: DetailField;
  value: DetailValue | undefined;
  error?: string;
  onChange: (value: DetailValue) => void;
}

function Detail({ field: { kind, text, when, choices = [] }, value, error, onChange }: DetailProps) {
  if (kind === 'areas')
    return <AreasField label={text} error={error} value={(value ?? []) as AreaRef[]} onChange={onChange} placeholder="" />;
  const words = typeof value === 'string' ? value : '';
  if (kind === 'choice') {
    return (
      <Select
        label={text}
        error={error}
        data={choices.map(({ code, text: label }) => ({ value: code, label }))}
        value={words === '' ? null : words}
        clearable
        withScrollArea={false}
        onChange={(code) => onChange(code ?? '')}
      />
    );
  }
  return (
    <TextInput
      label={text}
      description={when && ts.form.dateHint[when]}
      error={error}
      type="date"
      value={words}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
