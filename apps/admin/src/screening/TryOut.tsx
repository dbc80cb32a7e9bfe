import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useToday } from '../api/catalog';
import { post } from '../api/client';
import { screeningQueries, type AnswersInput, type Screening } from '../api/screening';
import { ProblemNotice } from '../shell/ProblemNotice';
import { ts } from '../texts.screening';
import { emptyDraft } from './answers';
import { Findings, useNames } from './Findings';
import { QuestionForm } from './QuestionForm';
import css from './screening.module.css';
import { VerdictTag } from './Verdict';

/** What answers would mean, without a patient. */
export function TryOut() {
  const [open, setOpen] = useState(false);
  return (
    <section className={css['card']} aria-label={ts.rules.tryTitle}>
      <h2>{ts.rules.tryTitle}</h2>
      <p className={css['dim']}>{ts.rules.tryHint}</p>
      {open ? (
        <TryForm />
      ) : (
        <Button variant="default" className={css['start']} onClick={() => setOpen(true)}>
          {ts.answer}
        </Button>
      )}
    </section>
  );
}

function TryForm() {
  const today = useToday();
  const names = useNames();
  const [on, setOn] = useState(today);
  const questions = useQuery(screeningQueries.questions);
  const attempt = useMutation({
    mutationFn: (input: AnswersInput) =>
      post<Pick<Screening, 'verdict' | 'findings' | 'unanswered'>>(
        '/screening/try',
        { ...input, on: on || undefined },
        { idempotencyKey: undefined },
      ),
  });
  if (!questions.data) return <ProblemNotice error={questions.error} />;
  const { data: result } = attempt;
  return (
    <>
      <QuestionForm
        questions={questions.data.data}
        initial={emptyDraft}
        error={attempt.error}
        busy={attempt.isPending}
        submit={() => ts.rules.tryDo}
        autoFocus
        onSubmit={(input) => attempt.mutate(input)}
      >
        <TextInput label={ts.rules.tryDay} type="date" value={on} onChange={(event) => setOn(event.currentTarget.value)} />
      </QuestionForm>
      <div className={css['stack']} role="status">
        {result && (
          <>
            <span className={css['verdict']}>
              <VerdictTag verdict={result.verdict} />
              {result.unanswered.length > 0 && <span className={css['dim']}>{ts.some(result.unanswered.length)}</span>}
            </span>
            {result.verdict === 'clear' && <span>{ts.rules.nothing}</span>}
            <Findings findings={result.findings} names={names} />
          </>
        )}
      </div>
    </>
  );
}
