import { Button, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useEffect, useRef, type ReactNode } from 'react';
import { problemOf } from '../api/client';
import type { ClearanceAnswer, Scope } from '../api/screening';
import type { AreaRef, Named } from '../api/types';
import { focusFirstError, given } from '../forms/fields';
import { AreasSelect, TechniquesSelect } from '../forms/PlanFields';
import { BusyButton } from '../shell/BusyButton';
import { ProblemNotice } from '../shell/ProblemNotice';
import { useUnsaved } from '../shell/unsaved';
import { t } from '../texts';
import { ts } from '../texts.screening';
import css from './screening.module.css';

export type AnswerKind = 'yes' | 'limited' | 'no';

export interface ClearanceValues extends Record<string, unknown> {
  /** Empty: nobody has chosen yet; a yes is never given by just sending the form. */
  answer: AnswerKind | '';
  areas: AreaRef[];
  techniques: string[];
  pressure: 'any' | 'medium' | 'light';
  validUntil: string;
  note: string;
}

/** What a group of fields needs of its form. */
export type ClearanceFields = Pick<UseFormReturnType<ClearanceValues>, 'getInputProps' | 'values' | 'setFieldValue' | 'errors'>;

interface Props {
  areas: readonly Named[];
  techniques: readonly Named[];
  error: Error | null;
  busy: boolean;
  submit: string;
  /** The question that is answered. */
  label: string;
  /** More about the answer, before it: who gives it. */
  children?: ReactNode;
  /** Whether what `children` ask for is there. */
  check?: () => boolean;
  /** Call `settled` before leading elsewhere: the answer is saved, or comes too late. */
  onSubmit: (answer: ClearanceAnswer, settled: () => void) => void;
  onCancel?: () => void;
}

/** Yes, yes within limits, or no: the same for the desk, for a signed-in provider and behind a link. */
export function ClearanceForm({ areas, techniques, error, busy, submit, label, children, check, onSubmit, onCancel }: Props) {
  const form = useForm<ClearanceValues>({
    initialValues: { answer: '', areas: [], techniques: [], pressure: 'any', validUntil: '', note: '' },
    validate: {
      answer: (value) => (value === '' ? ts.clearance.choose : null),
      areas: (value, { answer, techniques: some, pressure }) =>
        answer === 'limited' && value.length === 0 && some.length === 0 && pressure === 'any' ? ts.clearance.scopeNeeded : null,
    },
  });
  const box = useRef<HTMLFormElement>(null);
  const said = useServerErrors(form, error);
  const settled = useUnsaved(form.isDirty());
  return (
    <form
      ref={box}
      className={css['stack']}
      noValidate
      onSubmit={(event) => {
        const isComplete = check?.() ?? true;
        form.onSubmit(
          (values) => {
            if (isComplete && !busy) onSubmit(answerOf(values), settled);
          },
          (errors) => focusFirstError(form, errors),
        )(event);
      }}
    >
      {children}
      <div>
        <SegmentedControl
          aria-label={label}
          fullWidth
          data={(['yes', 'limited', 'no'] as const).map((value) => ({ value, label: ts.clearance.answers[value] }))}
          value={form.values.answer}
          onChange={(answer) => form.setFieldValue('answer', answer as AnswerKind)}
          transitionDuration={0}
        />
        {form.errors['answer'] && (
          <span className={css['error']} role="alert">
            {form.errors['answer']}
          </span>
        )}
      </div>
      {form.values.answer === 'limited' && <ScopeFields form={form} areas={areas} techniques={techniques} />}
      {(form.values.answer === 'yes' || form.values.answer === 'limited') && (
        <TextInput label={ts.clearance.until} description={ts.clearance.untilHint} type="date" {...form.getInputProps('validUntil')} />
      )}
      <Textarea label={ts.clearance.note} autosize minRows={1} maxRows={5} maxLength={2000} {...form.getInputProps('note')} />
      <ProblemNotice error={said ? null : error} />
      <div className={css['buttons']}>
        <BusyButton type="submit" busy={busy}>
          {submit}
        </BusyButton>
        {onCancel && (
          <Button
            variant="default"
            onClick={() => {
              settled();
              onCancel();
            }}
          >
            {t.cancel}
          </Button>
        )}
      </div>
    </form>
  );
}

function ScopeFields({ form, areas, techniques }: { form: ClearanceFields } & Pick<Props, 'areas' | 'techniques'>) {
  return (
    <>
      <AreasSelect
        label={ts.clearance.areas}
        placeholder={ts.clearance.everything}
        error={form.errors['areas'] as string | undefined}
        known={areas}
        value={form.values.areas}
        onChange={(value) => form.setFieldValue('areas', value)}
      />
      <TechniquesSelect
        label={ts.clearance.techniques}
        placeholder={ts.clearance.everything}
        error={form.errors['techniques'] as string | undefined}
        known={techniques}
        value={form.values.techniques}
        onChange={(value) => form.setFieldValue('techniques', value)}
      />
      <Select
        label={ts.clearance.pressure}
        data={(['any', 'medium', 'light'] as const).map((value) => ({ value, label: ts.clearance.pressures[value] ?? value }))}
        withScrollArea={false}
        {...form.getInputProps('pressure')}
      />
    </>
  );
}

/** `/scope/areas/0` and `/validUntil` stand at their fields; tells whether that says it all. */
function useServerErrors(form: UseFormReturnType<ClearanceValues>, error: Error | null): boolean {
  const fields = error ? (problemOf(error).problem.errors ?? []).map(({ pointer, detail }) => [fieldIn(pointer), detail] as const) : [];
  const own = fields.filter(([field]) => field in form.values);
  useEffect(() => {
    if (own.length === 0) return;
    form.setErrors(Object.fromEntries(own));
    focusFirstError(form, Object.fromEntries(own));
    // Once for each refusal.
  }, [error]);
  return own.length > 0 && own.length === fields.length;
}

const fieldIn = (pointer: string): string => pointer.replace(/^\/scope/, '').split('/')[1] ?? '';

function answerOf({ answer, areas, techniques, pressure, validUntil, note }: ClearanceValues): ClearanceAnswer {
  const scope: Scope = {
    areas: areas.length > 0 ? areas : undefined,
    techniques: techniques.length > 0 ? techniques : undefined,
    pressure: pressure === 'any' ? undefined : pressure,
  };
  return {
    given: answer !== 'no',
    scope: answer === 'limited' ? scope : undefined,
    validUntil: answer === 'no' ? undefined : given(validUntil),
    note: given(note),
  };
}
