import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useCatalog } from '../api/catalog';
import { keyPerBody, post, problemOf, put } from '../api/client';
import { keys, queries } from '../api/queries';
import type { Patient, PatientInput, Tagged } from '../api/types';
import { fullName } from '../find/PatientField';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { problemText, ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { isDate } from '../time/wall';
import { capital, words } from '../words';
import { focusFirstError, given, showFieldErrors } from './fields';
import { mergeFields, type Merged } from './merge';
import css from './forms.module.css';

interface Values extends Record<string, string> {
  givenName: string;
  familyName: string;
  phone: string;
  email: string;
  birthDate: string;
  preferredChannel: string;
  language: string;
  /** Practitioner ids with commas between them: the fields of a form are texts. */
  wished: string;
  avoided: string;
}

/** What a group of fields needs of its form. */
type Fields = Pick<UseFormReturnType<Values>, 'getInputProps' | 'values'>;

interface Props {
  /** Absent: somebody new. */
  patient?: Tagged<Patient>;
  /** What was typed into the search, as a first guess at the name. */
  typed?: string;
  /** Only what a call needs: names, phone, e-mail. */
  short?: boolean;
  onSaved: (patient: Patient) => void;
  onCancel?: () => void;
}

export function PatientForm({ patient, typed = '', short = false, onSaved, onCancel }: Props) {
  const form = useForm<Values>({
    initialValues: patient ? valuesOf(patient) : guess(typed),
    validate: {
      givenName: required,
      familyName: required,
      birthDate: (value) => (value === '' || isDate(value) ? null : t.referral.date),
    },
  });
  const { save, stale, said, news } = useSave(form, patient, onSaved);
  return (
    <form
      className={css['form']}
      onSubmit={form.onSubmit(
        (values) => save.mutate(values),
        (errors) => focusFirstError(form, errors),
      )}
      noValidate
    >
      {stale ? (
        <Notice tone="warn" title={t.visit.changedTitle} alert>
          {news.map((line) => (
            <span key={line}>{line}</span>
          ))}
          <span>{t.visit.changedHint}</span>
        </Notice>
      ) : (
        <ProblemNotice error={said ? null : save.error} />
      )}
      <div className={css['two']}>
        <TextInput label={t.patients.given} required autoFocus={!patient} autoComplete="off" {...form.getInputProps('givenName')} />
        <TextInput label={t.patients.family} required autoComplete="off" {...form.getInputProps('familyName')} />
        <TextInput label={t.patients.phone} type="tel" autoComplete="off" {...form.getInputProps('phone')} />
        <TextInput label={t.patients.email} type="email" autoComplete="off" {...form.getInputProps('email')} />
        {!short && <MoreFields form={form} />}
      </div>
      <div className={css['buttons']}>
        <BusyButton type="submit" busy={save.isPending}>
          {patient ? t.save : t.patients.create}
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

function useSave(form: UseFormReturnType<Values>, patient: Tagged<Patient> | undefined, onSaved: Props['onSaved']) {
  const client = useQueryClient();
  const { practitionerById } = useCatalog();
  const nameOf = (id: string) => practitionerById.get(id)?.displayName ?? id;
  const [keyOf] = useState(keyPerBody);
  // The fields themselves say what is wrong.
  const [said, setSaid] = useState(false);
  // What somebody else changed meanwhile.
  const [news, setNews] = useState<string[]>([]);
  // The version that was typed over: it says which fields were typed into, and guards the save.
  const base = useRef(patient);
  /** Goes on from this version; what was typed since `before` stays. */
  const adopt = (version: Tagged<Patient>, before: Values) => {
    const merged = mergeFields(before, form.getValues(), valuesOf(version));
    base.current = version;
    form.resetDirty(valuesOf(version));
    form.setValues(merged.values);
    return merged;
  };
  useEffect(() => {
    // A newer version fills the fields while nothing is typed; else saving tells about it first.
    if (patient && !form.isDirty()) adopt(patient, form.getValues());
    // `form` is new with each render; only another version matters.
  }, [patient]);
  const catchUp = async (id: string) => {
    try {
      const newest = await client.fetchQuery({ ...queries.patient(id), staleTime: 0 });
      setNews(base.current ? linesOf(adopt(newest, valuesOf(base.current)), valuesOf(newest), nameOf) : []);
    } catch (error) {
      // Still on the old version: the next save is refused again and asks once more.
      setNews([problemText(error)]);
    }
  };
  const save = useMutation({
    mutationFn: (values: Values) => {
      const input = inputOf(values, base.current);
      return patient
        ? put<Patient>(`/patients/${patient.id}`, input, base.current?.etag)
        : post<Patient>('/patients', input, { idempotencyKey: keyOf(input) });
    },
    onSuccess: (saved, sent) => {
      // Before the cache tells this form: it must know what was typed while the save was running.
      if (patient) adopt(saved, sent);
      client.setQueryData(queries.patient(saved.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: keys.patients });
      announce({ text: patient ? t.patients.saved(fullName(saved)) : t.patients.created(fullName(saved)) });
      onSaved(saved);
    },
    onError: async (error) => {
      setSaid(showFieldErrors(form, error));
      if (patient && isStale(error)) await catchUp(patient.id);
    },
  });
  return { save, said, news, stale: save.error !== null && isStale(save.error) };
}

const isStale = (error: Error): boolean => problemOf(error).problem.status === 412;

/** What the other one changed, field by field. */
function linesOf({ taken, disputed }: Merged<string>, now: Values, nameOf: (id: string) => string): string[] {
  return [
    ...taken.map((field) => t.patients.nowIs(LABELS[field] ?? '', shown(field, now, nameOf))),
    ...disputed.map((field) => t.patients.bothChanged(LABELS[field] ?? '', shown(field, now, nameOf))),
  ];
}

const LABELS: Record<keyof Values, string> = {
  givenName: t.patients.given,
  familyName: t.patients.family,
  phone: t.patients.phone,
  email: t.patients.email,
  birthDate: t.patients.born,
  preferredChannel: t.patients.channel,
  language: t.patients.language,
  wished: t.patients.wished,
  avoided: t.patients.avoided,
};

function shown(field: keyof Values, now: Values, nameOf: (id: string) => string): string {
  const value = now[field] ?? '';
  if (field === 'preferredChannel') return (words.channels[value] ?? value) || t.patients.nothing;
  if (field === 'language') return t.patients.languages[value] ?? value;
  if (field === 'wished' || field === 'avoided') return idsOf(value).map(nameOf).join(', ') || t.patients.nothing;
  return value || t.patients.nothing;
}

function MoreFields({ form }: { form: Fields }) {
  const channels = ['email', 'sms'].map((value) => ({ value, label: words.channels[value] ?? value }));
  const languages = ['en', 'es'].map((value) => ({ value, label: t.patients.languages[value] ?? value }));
  return (
    <>
      <TextInput label={t.patients.born} placeholder={t.patients.bornHint} autoComplete="off" {...form.getInputProps('birthDate')} />
      <Select
        label={t.patients.channel}
        placeholder={t.patients.channelHint}
        data={channels}
        clearable
        allowDeselect
        {...form.getInputProps('preferredChannel')}
        value={form.values.preferredChannel || null}
      />
      <Select label={t.patients.language} data={languages} {...form.getInputProps('language')} />
      <WishField form={form} field="wished" other="avoided" />
      <WishField form={form} field="avoided" other="wished" />
    </>
  );
}

/** The API takes five. */
const MOST_WISHES = 5;

/** People to see, or not to see; nobody is both. */
function WishField({ form, field, other }: { form: Fields; field: 'wished' | 'avoided'; other: 'wished' | 'avoided' }) {
  const { practitioners } = useCatalog();
  const taken = idsOf(form.values[other]);
  const value = idsOf(form.values[field]);
  const { onChange, ...input } = form.getInputProps(field) as { onChange: (value: string) => void };
  return (
    <MultiSelect
      {...input}
      className={css['wide']}
      label={LABELS[field]}
      data={practitioners.filter((one) => !taken.includes(one.id)).map((one) => ({ value: one.id, label: one.displayName }))}
      value={value}
      onChange={(ids) => onChange(textOf(ids))}
      maxValues={MOST_WISHES}
      searchable
      hidePickedOptions
      placeholder={value.length === 0 ? t.patients.noWish : undefined}
      withScrollArea={false}
    />
  );
}

const idsOf = (text: string): string[] => text.split(',').filter(Boolean);
/** Sorted: another order is no change. */
const textOf = (ids: readonly string[] = []): string => [...ids].sort().join();

const required = (value: string): string | null => (value.trim() === '' ? t.patients.required : null);

function valuesOf(patient: Patient): Values {
  return {
    givenName: patient.givenName,
    familyName: patient.familyName,
    phone: patient.phone ?? '',
    email: patient.email ?? '',
    birthDate: patient.birthDate ?? '',
    preferredChannel: patient.preferredChannel ?? '',
    language: patient.language ?? 'en',
    wished: textOf(patient.wishes?.practitionerIds),
    avoided: textOf(patient.wishes?.avoidPractitionerIds),
  };
}

/** A number is a phone, an @ an address, anything else a name. */
function guess(typed: string): Values {
  const nobody = { wished: '', avoided: '' };
  const empty: Values = {
    givenName: '',
    familyName: '',
    phone: '',
    email: '',
    birthDate: '',
    preferredChannel: '',
    language: 'en',
    ...nobody,
  };
  if (typed.includes('@')) return { ...empty, email: typed };
  if (/^[+\d][\d\s().-]*$/.test(typed)) return isDate(typed) ? { ...empty, birthDate: typed } : { ...empty, phone: typed };
  const [first = '', ...rest] = typed.split(/\s+/);
  return { ...empty, givenName: capital(first), familyName: rest.map(capital).join(' ') };
}

function inputOf(values: Values, patient: Patient | undefined): PatientInput {
  return {
    givenName: values.givenName.trim(),
    familyName: values.familyName.trim(),
    phone: given(values.phone),
    email: given(values.email),
    birthDate: given(values.birthDate),
    preferredChannel: (values.preferredChannel || undefined) as PatientInput['preferredChannel'],
    language: (values.language || undefined) as PatientInput['language'],
    remindersOptedOut: patient?.remindersOptedOut,
    wishes: { practitionerIds: idsOf(values.wished), avoidPractitionerIds: idsOf(values.avoided) },
  };
}
