import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { intakeQueries, type Intake } from '../api/intake';
import { useCatalog } from '../api/catalog';
import { keyPerBody, post, put } from '../api/client';
import { keys } from '../api/queries';
import type { Tagged } from '../api/types';
import { refreshScreening } from '../screening/use-screening';
import { announce } from '../shell/actions';
import { ProblemNotice } from '../shell/ProblemNotice';
import { useUnsaved } from '../shell/unsaved';
import { intakeWords, ti } from '../texts.intake';
import { Courses } from './Courses';
import css from './intake.module.css';
import { IntakeFields } from './IntakeFields';
import { contentOf, valuesOf, type IntakeField, type IntakeValues } from './intake-values';
import { SavingFoot } from './SavingFoot';
import { hearForm, useFocusOnError } from './use-draft';
import { useSaving } from './use-saving';

interface Props {
  patientId: string;
  /** Absent: a new one. */
  intake?: Tagged<Intake>;
  onDone: () => void;
}

/** What the desk or a therapist writes down before the first session of a course. */
export function IntakeForm({ patientId, intake, onDone }: Props) {
  const { areas, techniqueByCode } = useCatalog();
  const conditions = useQuery(intakeQueries.conditions);
  const [referralId, setReferralId] = useState<string>();
  const { values, isDirty, patch, saving, errors, outcome } = useIntakeDraft(patientId, intake, referralId, onDone);
  const box = useRef<HTMLFormElement>(null);
  useUnsaved(isDirty);
  useFocusOnError(box, errors);
  useEffect(() => {
    // The button that opened it is gone; a new one begins with its course.
    if (intake) box.current?.querySelector('textarea')?.focus();
    // Only when it opens.
  }, []);
  return (
    <form
      ref={box}
      className={css['form']}
      aria-label={intake ? ti.title : ti.add}
      noValidate
      onKeyDown={hearForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (!saving.isPending) saving.mutate();
      }}
    >
      <ProblemNotice error={conditions.error} />
      {!intake && <Courses patientId={patientId} value={referralId} onChange={setReferralId} autoFocus />}
      <IntakeFields
        values={values}
        onChange={patch}
        errors={errors}
        words={intakeWords}
        areas={areas}
        conditions={conditions.data?.data ?? []}
        conditionName={({ name }) => name}
        techniqueName={(code) => techniqueByCode.get(code)?.name ?? code}
      />
      <SavingFoot outcome={outcome} submit={ti.save} busy={saving.isPending} onCancel={onDone} />
    </form>
  );
}

function useIntakeDraft(patientId: string, intake: Tagged<Intake> | undefined, referralId: string | undefined, onDone: () => void) {
  const client = useQueryClient();
  const [keyOf] = useState(keyPerBody);
  // The version that was typed over: it guards the save.
  const base = useRef(intake);
  return useSaving<IntakeValues, Intake>({
    initial: valuesOf(intake),
    save: (values) => {
      const content = contentOf(values);
      if (base.current) return put<Intake>(`/intakes/${base.current.id}`, content, base.current.etag ?? `"v${base.current.version}"`);
      const body = { ...content, referralId };
      return post<Intake>(`/patients/${patientId}/intakes`, body, { idempotencyKey: keyOf(body) });
    },
    onSaved: () => {
      void client.invalidateQueries({ queryKey: keys.intakes });
      // A condition may need a referral: visits to come are judged anew.
      refreshScreening(client);
      announce({ text: ti.saved });
      onDone();
    },
    newest: async () => {
      if (!base.current) return undefined;
      base.current = await client.fetchQuery({ ...intakeQueries.one(base.current.id), staleTime: 0 });
      return valuesOf(base.current);
    },
    labelOf: (field) => intakeWords.fields[field as IntakeField] ?? field,
  });
}
