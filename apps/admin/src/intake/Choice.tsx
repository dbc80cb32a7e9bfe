import { useId } from 'react';
import css from './intake.module.css';

interface Props {
  label: string;
  hint?: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
  error?: string;
  required?: boolean;
}

/** One of a few, all in sight. */
export function Choice({ label, hint, value, options, onChange, error, required }: Props) {
  const id = useId();
  return (
    <fieldset className={css['choice']} data-invalid={error ? true : undefined} aria-describedby={error ? id : undefined}>
      <legend>
        {label}
        {required && (
          <span className={css['star']} aria-hidden>
            {' *'}
          </span>
        )}
        {hint && <span className={css['legendHint']}>{hint}</span>}
      </legend>
      <div className={css['options']}>
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
              required={required}
            />
            {option.label}
          </label>
        ))}
      </div>
      {error && (
        <span id={id} className={css['error']}>
          {error}
        </span>
      )}
    </fieldset>
  );
}

const NUMBERS = Array.from({ length: 11 }, (_, pain) => ({ value: String(pain), label: String(pain) }));

/** 0 to 10; the empty string: not said. */
export function PainChoice({ notSaid, ...rest }: Omit<Props, 'options'> & { notSaid: string }) {
  return <Choice {...rest} options={[...NUMBERS, { value: '', label: notSaid }]} />;
}
