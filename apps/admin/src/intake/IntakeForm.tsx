import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { intakeQueries, type Intake } from '../api/intake';
import { useCatalog } from '../api/catalog';
import { keyPerBody, post, problemOf, put } from '../api/client';
import { keys } from '../api/queries';
import type { Tagged } from '../api/types';
import { refreshScreening } from '../screening/use-screening';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { problemText, ProblemNotice } from '../shell/ProblemNotice';
import { useUnsaved } from '../shell/unsaved';
import { t } from '../texts';
import { intakeWords, ti } from '../texts.intake';
import { Courses } from './Courses';
import css from './intake.module.css';
import { IntakeFields } from './IntakeFields';
import { contentOf, placeErrors, valuesOf, type IntakeField, type IntakeValues } from './intake-values';
import { hearForm, useDraft, useFocusOnError } from './use-draft';

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
  const { values, isDirty, patch, save, errors, said, news } = useIntakeDraft(patientId, intake, referralId, onDone);
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
        if (!save.isPending) save.mutate();
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
      {news ? (
        <Notice tone="warn" title={ti.changed} alert>
          {news.map((line) => (
            <span key={line}>{line}</span>
          ))}
          <span>{ti.changedHint}</span>
        </Notice>
      ) : (
        <ProblemNotice error={said ? null : save.error} />
      )}
      <div className={css['buttons']}>
        <BusyButton type="submit" busy={save.isPending}>
          {ti.save}
        </BusyButton>
        <Button variant="default" onClick={onDone}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}

function useIntakeDraft(patientId: string, intake: Tagged<Intake> | undefined, referralId: string | undefined, onDone: () => void) {
  const client = useQueryClient();
  const [keyOf] = useState(keyPerBody);
  const { values, isDirty, patch, adopt } = useDraft<IntakeValues>(valuesOf(intake));
  // The version that was typed over: it guards the save.
  const base = useRef(intake);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [said, setSaid] = useState(false);
  const [news, setNews] = useState<string[]>();
  const catchUp = async (id: string) => {
    try {
      const newest = await client.fetchQuery({ ...intakeQueries.one(id), staleTime: 0 });
      const { taken, disputed } = adopt(valuesOf(newest));
      base.current = newest;
      setNews([...taken.map((field) => ti.nowIs(labelOf(field))), ...disputed.map((field) => ti.bothChanged(labelOf(field)))]);
    } catch (error) {
      // Still on the old version: the next save is refused again and asks once more.
      setNews([problemText(error)]);
    }
  };
  const save = useMutation({
    mutationFn: () => {
      const content = contentOf(values);
      if (base.current) return put<Intake>(`/intakes/${base.current.id}`, content, base.current.etag ?? `"v${base.current.version}"`);
      const body = { ...content, referralId };
      return post<Intake>(`/patients/${patientId}/intakes`, body, { idempotencyKey: keyOf(body) });
    },
    onMutate: () => setNews(undefined),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.intakes });
      // A condition may need a referral: visits to come are judged anew.
      refreshScreening(client);
      announce({ text: ti.saved });
      onDone();
    },
    onError: async (error) => {
      const { problem } = problemOf(error);
      const { byField, all } = placeErrors(problem.errors ?? [], values, ({ detail }) => sentence(detail));
      setErrors(byField);
      setSaid(all);
      if (base.current && problem.status === 412) await catchUp(base.current.id);
    },
  });
  return { values, isDirty, patch, save, errors, said, news };
}

const labelOf = (field: string): string => intakeWords.fields[field as IntakeField] ?? field;

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
