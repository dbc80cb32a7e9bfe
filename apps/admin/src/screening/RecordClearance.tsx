import { Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useCatalog } from '../api/catalog';
import { keyPerBody, post, problemOf } from '../api/client';
import type { Clearance, ClearanceAnswer, Provider } from '../api/screening';
import { given } from '../forms/fields';
import { announce } from '../shell/actions';
import { useUnsaved } from '../shell/unsaved';
import { ts } from '../texts.screening';
import { ClearanceForm } from './ClearanceForm';
import css from './screening.module.css';
import { refreshScreening } from './use-screening';

const OUTSIDE = 'outside';

interface Props {
  patientId: string;
  onDone: () => void;
}

/** What a provider said on the phone, or on paper. */
export function RecordClearance({ patientId, onDone }: Props) {
  const client = useQueryClient();
  const { areas, techniques, practitioners, practitionerById } = useCatalog();
  const [who, setWho] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState('');
  const [checked, setChecked] = useState(false);
  const [keyOf] = useState(keyPerBody);
  useUnsaved(who !== '' || name.trim() !== '' || role.trim() !== '');
  const outside = who === OUTSIDE;
  const isComplete = outside ? name.trim() !== '' : who !== '';
  const by: Provider = outside
    ? { name: name.trim(), role: given(role) }
    : { name: practitionerById.get(who)?.displayName ?? '', practitionerId: who };
  const save = useMutation({
    mutationFn: (answer: ClearanceAnswer) => {
      const body = { by, ...answer };
      return post<Clearance>(`/patients/${patientId}/clearances`, body, { idempotencyKey: keyOf(body) });
    },
    onSuccess: (clearance) => {
      announce({ text: ts.clearance.recorded(clearance.by.name) });
      refreshScreening(client);
      onDone();
    },
  });
  const ofProvider = (field: string) =>
    save.error ? problemOf(save.error).problem.errors?.find(({ pointer }) => pointer === `/by/${field}`)?.detail : undefined;
  const inside = practitioners.filter((one) => one.discipline !== 'massage').map((one) => ({ value: one.id, label: one.displayName }));
  return (
    <ClearanceForm
      label={ts.clearance.answer}
      areas={areas}
      techniques={techniques}
      error={save.error}
      busy={save.isPending}
      submit={ts.clearance.save}
      check={() => {
        setChecked(true);
        return isComplete;
      }}
      onSubmit={(answer) => save.mutate(answer)}
      onCancel={onDone}
    >
      <h3>{ts.clearance.add}</h3>
      <Select
        label={ts.clearance.who}
        data={[...inside, { value: OUTSIDE, label: ts.clearance.outside }]}
        searchable
        required
        autoFocus
        error={checked && who === '' ? ts.clearance.needed : ofProvider('practitionerId')}
        value={who === '' ? null : who}
        onChange={(value) => setWho(value ?? '')}
      />
      {outside && (
        <div className={css['two']}>
          <TextInput
            label={ts.clearance.name}
            required
            error={checked && name.trim() === '' ? ts.clearance.needed : ofProvider('name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={ts.clearance.role}
            placeholder={ts.clearance.roleHint}
            error={ofProvider('role')}
            value={role}
            onChange={(event) => setRole(event.currentTarget.value)}
          />
        </div>
      )}
    </ClearanceForm>
  );
}
