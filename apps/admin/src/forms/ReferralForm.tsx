import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useCatalog } from '../api/catalog';
import { keyPerBody, post } from '../api/client';
import { keys } from '../api/queries';
import type { AreaRef, Referral, ReferralInput } from '../api/types';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { isDate } from '../time/wall';
import { focusFirstError, given, showFieldErrors } from './fields';
import { AreasField, TechniquesField } from './PlanFields';
import css from './forms.module.css';

const OUTSIDE = 'outside';

interface Values extends Record<string, unknown> {
  referrer: string;
  name: string;
  organization: string;
  reason: string;
  areas: AreaRef[];
  techniques: string[];
  visitsAuthorized: string;
  validFrom: string;
  validUntil: string;
}

const EMPTY: Values = {
  referrer: '',
  name: '',
  organization: '',
  reason: '',
  areas: [],
  techniques: [],
  visitsAuthorized: '',
  validFrom: '',
  validUntil: '',
};

/** What a group of fields needs of its form. */
type Fields = Pick<UseFormReturnType<Values>, 'getInputProps' | 'values'>;

interface Props {
  patient: { id: string; displayName: string };
  onSaved: () => void;
  onCancel: () => void;
}

export function ReferralForm({ patient, onSaved, onCancel }: Props) {
  const client = useQueryClient();
  const [keyOf] = useState(keyPerBody);
  // The fields themselves say what is wrong.
  const [said, setSaid] = useState(false);
  const form = useForm<Values>({
    initialValues: EMPTY,
    validate: {
      referrer: (value) => (value === '' ? t.patients.required : null),
      name: (value, all) => (all.referrer === OUTSIDE && value.trim() === '' ? t.patients.required : null),
      reason: (value) => (value.trim() === '' ? t.patients.required : null),
      visitsAuthorized: (value) => (value === '' || /^[1-9]\d{0,2}$/.test(value.trim()) ? null : t.referral.number),
      validFrom: dateOrEmpty,
      validUntil: dateOrEmpty,
    },
  });
  const save = useMutation({
    mutationFn: (input: ReferralInput) => post<Referral>('/referrals', input, { idempotencyKey: keyOf(input) }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.referrals });
      announce({ text: t.referral.created(patient.displayName) });
      onSaved();
    },
    onError: (error) => setSaid(showFieldErrors(form, error)),
  });
  return (
    <form
      className={css['form']}
      onSubmit={form.onSubmit(
        (values) => save.mutate(inputOf(values, patient.id)),
        (errors) => focusFirstError(form, errors),
      )}
      noValidate
    >
      <h3>{t.referral.title}</h3>
      <ProblemNotice error={said ? null : save.error} />
      <ReferrerFields form={form} />
      <Textarea label={t.referral.reason} autosize minRows={2} maxRows={5} required {...form.getInputProps('reason')} />
      <AreasField value={form.values.areas} onChange={(areas) => form.setFieldValue('areas', areas)} />
      <TechniquesField value={form.values.techniques} onChange={(techniques) => form.setFieldValue('techniques', techniques)} />
      <div className={css['three']}>
        <TextInput
          label={t.referral.visits}
          placeholder={t.referral.visitsHint}
          inputMode="numeric"
          {...form.getInputProps('visitsAuthorized')}
        />
        <TextInput label={t.referral.from} type="date" {...form.getInputProps('validFrom')} />
        <TextInput label={t.referral.until} type="date" {...form.getInputProps('validUntil')} />
      </div>
      <div className={css['buttons']}>
        <BusyButton type="submit" busy={save.isPending}>
          {t.referral.create}
        </BusyButton>
        <Button variant="default" onClick={onCancel}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}

function ReferrerFields({ form }: { form: Fields }) {
  const { practitioners } = useCatalog();
  const inside = practitioners.filter((one) => one.discipline !== 'massage').map((one) => ({ value: one.id, label: one.displayName }));
  return (
    <>
      <Select
        label={t.referral.referrer}
        data={[...inside, { value: OUTSIDE, label: t.referral.outside }]}
        searchable
        required
        {...form.getInputProps('referrer')}
      />
      {form.values.referrer === OUTSIDE && (
        <div className={css['two']}>
          <TextInput label={t.referral.name} required {...form.getInputProps('name')} />
          <TextInput label={t.referral.organization} {...form.getInputProps('organization')} />
        </div>
      )}
    </>
  );
}

const dateOrEmpty = (value: string): string | null => (value === '' || isDate(value) ? null : t.referral.date);

function inputOf(values: Values, patientId: string): ReferralInput {
  return {
    patientId,
    referrer:
      values.referrer === OUTSIDE
        ? { name: values.name.trim(), organization: given(values.organization) }
        : { practitionerId: values.referrer },
    reason: values.reason.trim(),
    areas: values.areas.length > 0 ? values.areas : undefined,
    techniques: values.techniques.length > 0 ? values.techniques : undefined,
    visitsAuthorized: given(values.visitsAuthorized) ? Number(values.visitsAuthorized) : undefined,
    validFrom: given(values.validFrom),
    validUntil: given(values.validUntil),
  };
}
