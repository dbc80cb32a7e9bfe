import { useEffect, useRef, useState } from 'react';
import { NewPatientButton, PatientField, fullName } from '../find/PatientField';
import type { ChosenPatient } from '../find/find.store';
import { PatientForm } from '../forms/PatientForm';
import { ReferralForm } from '../forms/ReferralForm';
import { SidePanel } from '../shell/SidePanel';
import { t } from '../texts';
import css from './referrals.module.css';

/** Whom it is for, then what it asks for. */
export function NewReferral({ onClose }: { onClose: () => void }) {
  const [patient, setPatient] = useState<ChosenPatient>();
  const [typed, setTyped] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <SidePanel title={t.referral.title} onClose={onClose} wide>
      <div className={css['moveForm']}>
        {typed !== undefined ? (
          <PatientForm
            short
            typed={typed}
            onCancel={() => setTyped(undefined)}
            onSaved={(made) => {
              setTyped(undefined);
              setPatient({ id: made.id, displayName: fullName(made) });
            }}
          />
        ) : (
          <div className={css['whom']}>
            <PatientField value={patient} onChange={setPatient} onCreate={setTyped} inputRef={input} />
            <NewPatientButton onClick={() => setTyped('')} />
          </div>
        )}
        {patient && typed === undefined && <ReferralForm key={patient.id} patient={patient} onSaved={onClose} onCancel={onClose} />}
      </div>
    </SidePanel>
  );
}
