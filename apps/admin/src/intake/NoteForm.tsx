import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { intakeQueries, type SessionNote } from '../api/intake';
import { useCatalog } from '../api/catalog';
import { put } from '../api/client';
import { keys } from '../api/queries';
import type { Leg, Visit } from '../api/types';
import { TechniquesField } from '../forms/PlanFields';
import { areaName } from '../names';
import { announce } from '../shell/actions';
import { useUnsaved } from '../shell/unsaved';
import { intakeWords, ti } from '../texts.intake';
import { AreasPicker } from './AreasPicker';
import { Choice, PainChoice } from './Choice';
import css from './intake.module.css';
import { MotionFields } from './MotionFields';
import { noteContent, noteValues, plannedValues, type NoteValues } from './note-values';
import { SavingFoot } from './SavingFoot';
import { hearForm, useFocusOnError } from './use-draft';
import { useSaving } from './use-saving';

interface Props {
  visit: Visit;
  leg: Leg;
  note?: SessionNote;
  onDone: () => void;
}

interface FieldProps {
  values: NoteValues;
  patch: (some: Partial<NoteValues>) => void;
  errors: Record<string, string>;
}

/** What was done and what came of it; the plan fills in what it knows. */
export function NoteForm({ visit, leg, note, onDone }: Props) {
  const { values, isDirty, patch, errors, setErrors, saving, outcome } = useNoteDraft(visit, leg, note, onDone);
  const box = useRef<HTMLFormElement>(null);
  useUnsaved(isDirty);
  useFocusOnError(box, errors);
  useEffect(() => {
    // The button that opened it is gone.
    box.current?.focus();
  }, []);
  return (
    <form
      ref={box}
      className={css['form']}
      aria-label={ti.note.title}
      tabIndex={-1}
      noValidate
      onKeyDown={hearForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (saving.isPending) return;
        if (values.wasPainful === '') setErrors({ wasPainful: ti.note.painfulNeeded });
        else saving.mutate();
      }}
    >
      <Done values={values} patch={patch} errors={errors} />
      <Outcome values={values} patch={patch} errors={errors} />
      <SavingFoot outcome={outcome} submit={ti.note.save} busy={saving.isPending} onCancel={onDone} />
    </form>
  );
}

function Done({ values, patch, errors }: FieldProps) {
  const { areas } = useCatalog();
  const { fields } = ti.note;
  return (
    <>
      <AreasPicker
        label={fields.areas}
        value={values.areas}
        onChange={(chosen) => patch({ areas: chosen })}
        areas={areas}
        words={intakeWords.map}
        error={errors['areas']}
      />
      <TechniquesField
        label={fields.techniques}
        placeholder=""
        value={values.techniques}
        onChange={(techniques) => patch({ techniques })}
        error={errors['techniques']}
      />
      <Choice
        label={fields.pressure}
        value={values.pressure}
        options={[...optionsOf(intakeWords.pressures), { value: '', label: intakeWords.notSaid }]}
        onChange={(pressure) => patch({ pressure })}
        error={errors['pressure']}
      />
      <Choice
        label={fields.wasPainful}
        required
        value={values.wasPainful}
        options={optionsOf(intakeWords.yesNo)}
        onChange={(wasPainful) => patch({ wasPainful })}
        error={errors['wasPainful']}
      />
      {values.wasPainful === 'yes' && (
        <Sentence
          label={fields.painfulHow}
          value={values.painfulHow}
          error={errors['painfulHow']}
          onChange={(painfulHow) => patch({ painfulHow })}
        />
      )}
    </>
  );
}

function Outcome({ values, patch, errors }: FieldProps) {
  const { areaByCode } = useCatalog();
  const { fields } = ti.note;
  const { notSaid, hints, percent } = intakeWords;
  return (
    <>
      {(['painBefore', 'painAfter'] as const).map((field) => (
        <PainChoice
          key={field}
          label={fields[field]}
          hint={hints.pain}
          value={values[field]}
          onChange={(pain) => patch({ [field]: pain })}
          error={errors[field]}
          notSaid={notSaid}
        />
      ))}
      <MotionFields
        label={fields.motion}
        hint={hints.motion}
        areas={values.areas}
        value={values.motion}
        onChange={(motion) => patch({ motion })}
        nameOf={(area) => areaName(area, (code) => areaByCode.get(code)?.name ?? code)}
        errors={errors}
        percent={percent}
        notSaid={notSaid}
      />
      <Sentence
        label={fields.adviceGiven}
        value={values.adviceGiven}
        error={errors['adviceGiven']}
        onChange={(adviceGiven) => patch({ adviceGiven })}
      />
      <Choice
        label={fields.recommendation}
        value={values.recommendation}
        options={[...optionsOf(ti.note.recommendations), { value: '', label: notSaid }]}
        onChange={(recommendation) => patch({ recommendation })}
        error={errors['recommendation']}
      />
      <Sentence label={fields.notes} value={values.notes} error={errors['notes']} onChange={(notes) => patch({ notes })} />
    </>
  );
}

const optionsOf = (texts: Record<string, string>) => Object.entries(texts).map(([value, label]) => ({ value, label }));

function Sentence({ onChange, ...rest }: { label: string; value: string; error?: string; onChange: (value: string) => void }) {
  return <Textarea {...rest} autosize minRows={1} maxRows={8} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function useNoteDraft(visit: Visit, leg: Leg, note: SessionNote | undefined, onDone: () => void) {
  const client = useQueryClient();
  // The version that was typed over; 0: there was none, and one of somebody else is not replaced unseen.
  const base = useRef(note?.version ?? 0);
  return useSaving<NoteValues, SessionNote>({
    initial: note ? noteValues(note) : plannedValues(visit.plan),
    save: (values) => put<SessionNote>(`/visits/${visit.id}/legs/${leg.id}/note`, noteContent(values), `"v${base.current}"`),
    onSaved: async () => {
      await client.invalidateQueries({ queryKey: keys.notes });
      announce({ text: ti.note.saved });
      onDone();
    },
    newest: async () => {
      const { data } = await client.fetchQuery({ ...intakeQueries.notesOf(visit.id), staleTime: 0 });
      const newest = data.find(({ legId }) => legId === leg.id);
      if (!newest) return undefined;
      base.current = newest.version;
      return noteValues(newest);
    },
    labelOf: (field) => ti.note.fields[field as keyof typeof ti.note.fields] ?? field,
  });
}
