import { NativeSelect, TextInput } from '@mantine/core';
import { areaOf, motionKeys } from './intake-values';
import css from './intake.module.css';
import type { AreaRef } from '../api/types';

interface Props {
  label: string;
  hint?: string;
  areas: readonly AreaRef[];
  value: Record<string, string>;
  onChange: (value: Record<string, string>) => void;
  nameOf: (area: AreaRef) => string;
  errors: Record<string, string>;
  percent: string;
  notSaid: string;
  /** In words instead of a number. */
  steps?: Record<string, string>;
  size?: string;
}

/** How far each chosen region moves. */
export function MotionFields({ label, hint, areas, value, onChange, nameOf, errors, percent, notSaid, steps, size }: Props) {
  const rows = motionKeys(areas, value);
  if (rows.length === 0) return null;
  return (
    <fieldset className={css['motion']}>
      <legend>
        {label}
        {hint && <span className={css['legendHint']}>{hint}</span>}
      </legend>
      {rows.map((key) => {
        const set = (next: string) => onChange({ ...value, [key]: next });
        const shared = { label: nameOf(areaOf(key)), error: errors[`motion:${key}`], value: value[key] ?? '', size };
        return steps ? (
          <NativeSelect
            key={key}
            {...shared}
            data={[{ value: '', label: notSaid }, ...Object.entries(steps).map(([step, text]) => ({ value: step, label: text }))]}
            onChange={(event) => set(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            key={key}
            {...shared}
            inputMode="numeric"
            rightSection={<span aria-hidden>{percent}</span>}
            onChange={(event) => set(event.currentTarget.value)}
          />
        );
      })}
    </fieldset>
  );
}
