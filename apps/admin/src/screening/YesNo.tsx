import { useId, type ReactNode } from 'react';
import type { AnswerCode } from '../api/screening';
import { ts } from '../texts.screening';
import css from './screening.module.css';

interface Props {
  /** Key of the question. */
  name: string;
  text: string;
  value: AnswerCode | undefined;
  error?: string;
  onChange: (answer: AnswerCode) => void;
  children?: ReactNode;
}

/** One question: neither answer is chosen before somebody chooses. */
export function YesNo({ name, text, value, error, onChange, children }: Props) {
  const id = useId();
  return (
    <fieldset className={css['question']} data-question={name} aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{text}</legend>
      <span aria-hidden>{text}</span>
      <span className={css['choice']}>
        {(['yes', 'no'] as const).map((answer) => (
          <label key={answer}>
            <input type="radio" name={id} value={answer} checked={value === answer} onChange={() => onChange(answer)} />
            {ts.form[answer]}
          </label>
        ))}
      </span>
      {error && (
        <span id={`${id}-error`} className={css['error']}>
          {error}
        </span>
      )}
      {children}
    </fieldset>
  );
}
