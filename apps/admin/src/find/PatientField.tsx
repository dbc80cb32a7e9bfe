import { Button, Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type Ref } from 'react';
import { queries } from '../api/queries';
import type { Patient } from '../api/types';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import type { ChosenPatient } from './find.store';
import css from './find.module.css';

const SHOWN = 7;
const CREATE = 'create';
const AGAIN = 'again';

interface Props {
  value: ChosenPatient | undefined;
  onChange: (patient: ChosenPatient | undefined) => void;
  /** Somebody new: opens the short form with what was typed. */
  onCreate: (typed: string) => void;
  inputRef: Ref<HTMLInputElement>;
}

export const fullName = (patient: Pick<Patient, 'givenName' | 'familyName'>): string => `${patient.givenName} ${patient.familyName}`;

/** Finds a patient by name, phone, e-mail or birth date; the first hit is always under Enter. */
export function PatientField({ value, onChange, onCreate, inputRef }: Props) {
  const [typed, setTyped] = useState('');
  const [waitingEnter, setWaitingEnter] = useState(false);
  const [query] = useDebouncedValue(typed.trim(), 100);
  const enough = query.length >= 2;
  const found = useQuery({ ...queries.patients(query), enabled: enough, placeholderData: keepPreviousData });
  const current = query === typed.trim() && !found.isFetching;
  // Silence of the server is not "nobody": who is created then is often there already.
  const settled = current && found.isSuccess && !found.isPlaceholderData;
  const failed = enough && current && found.isError;
  const patients = enough && !failed ? (found.data?.data.slice(0, SHOWN) ?? []) : [];
  const combobox = useCombobox();
  const { selectFirstOption, resetSelectedOption, closeDropdown } = combobox;

  const choose = (patient: Patient) => {
    setTyped('');
    setWaitingEnter(false);
    closeDropdown();
    onChange({ id: patient.id, displayName: fullName(patient) });
  };
  // Enter pressed faster than the answer came: it counts only if the answer leaves no doubt.
  useEffect(() => {
    if (waitingEnter && (settled || failed)) {
      setWaitingEnter(false);
      if (settled && patients.length === 1) choose(patients[0]!);
    }
  });
  // Until the answer fits what is typed, nothing lies under Enter: it would be somebody else.
  const answer = failed ? AGAIN : enough && settled ? `${query}: ${patients.map(({ id }) => id).join()}` : undefined;
  useEffect(() => {
    if (answer !== undefined) selectFirstOption();
    else resetSelectedOption();
  }, [answer, selectFirstOption, resetSelectedOption]);

  const submit = (id: string) => {
    if (id === CREATE) return onCreate(typed.trim());
    if (id === AGAIN) return void found.refetch();
    const patient = patients.find((one) => one.id === id);
    if (patient) choose(patient);
  };
  return (
    <Combobox store={combobox} onOptionSubmit={submit} shadow="md">
      <Combobox.Target>
        <TextInput
          ref={inputRef}
          label={t.find.patient}
          placeholder={t.find.patientPlaceholder}
          autoComplete="off"
          value={typed !== '' || !value ? typed : value.displayName}
          rightSection={found.isFetching ? <Loader size={14} /> : null}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            if (value) onChange(undefined);
            combobox.openDropdown();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && enough && !settled && !failed) setWaitingEnter(true);
          }}
          onFocus={(event) => event.currentTarget.select()}
          onBlur={() => closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={typed.trim() === ''}>
        <ProblemNotice error={failed && found.error} />
        <Combobox.Options aria-label={t.find.patient}>
          {patients.map((patient) => (
            <Combobox.Option key={patient.id} value={patient.id}>
              <strong>{fullName(patient)}</strong>{' '}
              <span className={css['dim']}>{[patient.birthDate, patient.phone].filter(Boolean).join(' · ')}</span>
            </Combobox.Option>
          ))}
          {!enough && <Combobox.Empty>{t.find.typeMore}</Combobox.Empty>}
          {failed && <Combobox.Option value={AGAIN}>{t.retry}</Combobox.Option>}
          {enough && settled && (
            <Combobox.Option value={CREATE}>
              {patients.length === 0 && <span className={css['dim']}>{t.find.noPatient(query)} </span>}
              {t.find.createNamed(query)}
            </Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

export function NewPatientButton({ onClick }: { onClick: () => void }) {
  return (
    <Button variant="subtle" size="compact-xs" className={css['corner']} onClick={onClick}>
      {t.find.create}
    </Button>
  );
}
