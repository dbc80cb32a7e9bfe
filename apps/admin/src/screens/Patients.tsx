import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { queries } from '../api/queries';
import type { Patient } from '../api/types';
import { fullName } from '../find/PatientField';
import { PatientForm } from '../forms/PatientForm';
import { Icon } from '../shell/icons';
import { ProblemNotice } from '../shell/ProblemNotice';
import { SidePanel } from '../shell/SidePanel';
import { leaving } from '../shell/unsaved';
import { useStore } from '../store';
import { TableHead } from '../shell/TableHead';
import { t } from '../texts';
import { PatientPanel } from './PatientPanel';
import { patientsStore } from './patients.store';
import css from './screens.module.css';

const route = getRouteApi('/desk/patients');

export function Patients() {
  const { patient: openId } = route.useSearch();
  const navigate = useNavigate({ from: '/patients' });
  const { query, creating } = useStore(patientsStore, (state) => state);
  const [q] = useDebouncedValue(query.trim(), 120);
  const list = useQuery({ ...queries.patients(q), placeholderData: keepPreviousData });
  const input = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A link or the palette opened somebody: the form for a new patient gives way.
    if (openId) patientsStore.set({ creating: false });
    if (!openId && !patientsStore.get().creating) input.current?.focus();
  }, [openId]);
  const open = (id: string | undefined, takesFocus = false) => {
    patientsStore.set({ creating: false });
    void navigate({ search: { patient: id }, state: { takesFocus } });
  };
  // Pressed before the answer to what was typed: it waits for it.
  const [entered, setEntered] = useState<string>();
  const answered = q === query.trim() && !list.isPlaceholderData && !list.isFetching;
  useEffect(() => {
    if (entered === undefined || !answered || !list.data) return;
    setEntered(undefined);
    const [first, second] = list.data.data;
    if (entered !== q || !first) return;
    if (second === undefined) open(first.id, true);
    else table.current?.querySelector('button')?.focus();
  });
  const create = leaving(() => {
    void navigate({ search: {} });
    patientsStore.set({ creating: true });
  });
  const patients = list.data?.data ?? [];
  return (
    <div className={css['split']}>
      <div className={css['page']}>
        <div className={css['head']}>
          <h1>{t.patients.title}</h1>
          <TextInput
            ref={input}
            className={css['wideInput']}
            aria-label={t.patients.search}
            placeholder={t.patients.placeholder}
            leftSection={<Icon name="search" size={15} />}
            value={query}
            onChange={(event) => patientsStore.set({ query: event.currentTarget.value })}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || query.trim() === '') return;
              // The row that takes the focus is not pressed by the same key.
              event.preventDefault();
              setEntered(query.trim());
            }}
          />
          <Button onClick={create}>{t.patients.add}</Button>
        </div>
        <ProblemNotice error={list.error} />
        <p className={css['srOnly']} role="status">
          {list.data ? t.patients.found(patients.length, list.data.page?.hasMore === true) : ''}
        </p>
        {list.data && patients.length === 0 && <p className={css['hint']}>{t.patients.empty}</p>}
        {patients.length > 0 && <PatientTable table={table} patients={patients} openId={openId} onOpen={open} />}
        {list.data?.page?.hasMore && <p className={css['hint']}>{t.patients.more}</p>}
      </div>
      {creating && !openId && (
        <SidePanel title={t.patients.add} onClose={() => patientsStore.set({ creating: false })} wide>
          <PatientForm
            typed={query.trim()}
            onSaved={(patient) => open(patient.id)}
            onCancel={() => patientsStore.set({ creating: false })}
          />
        </SidePanel>
      )}
      {openId && <PatientPanel key={openId} id={openId} onClose={() => open(undefined)} />}
    </div>
  );
}

interface TableProps {
  table: RefObject<HTMLDivElement | null>;
  patients: Patient[];
  openId: string | undefined;
  onOpen: (id: string) => void;
}

function PatientTable({ table, patients, openId, onOpen }: TableProps) {
  const { columns } = t.patients;
  return (
    <div ref={table} className={css['tableWrap']}>
      <table className={css['table']}>
        <TableHead columns={[columns.name, columns.born, columns.phone, columns.email]} />
        <tbody>
          {patients.map((patient) => (
            <tr key={patient.id} data-selected={patient.id === openId || undefined}>
              <td>
                <button type="button" className={css['rowButton']} onClick={() => onOpen(patient.id)}>
                  {fullName(patient)}
                </button>
              </td>
              <td>{patient.birthDate}</td>
              <td>{patient.phone}</td>
              <td>{patient.email}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
