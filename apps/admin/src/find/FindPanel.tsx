import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useCatalog } from '../api/catalog';
import { queries } from '../api/queries';
import type { LocalDate, Relaxation, Visit } from '../api/types';
import { PatientForm } from '../forms/PatientForm';
import { preferences } from '../preferences';
import { Notice } from '../shell/Notice';
import { SidePanel } from '../shell/SidePanel';
import { useStore } from '../store';
import { t } from '../texts';
import { dateOf } from '../time/wall';
import { choosePatient } from './choose-patient';
import { FoundOptions } from './FoundOptions';
import { HeldOption } from './HeldOption';
import { initialForm, OPTIONS_SHOWN, searchOf, type FindForm } from './find-form';
import { findStore, patchForm, type ChosenPatient, type Held } from './find.store';
import { NewPatientButton, PatientField, fullName } from './PatientField';
import { ReferralField, ReferralProblem, useReferralDefault, useUsableReferrals } from './ReferralField';
import { relaxForm } from './relax';
import { useScreeningLine } from './ScreeningLine';
import { ServiceFields } from './ServiceFields';
import { useBooking } from './use-booking';
import { WhenFields } from './WhenFields';
import { WishLine } from './WishLine';
import css from './find.module.css';

interface Props {
  date: LocalDate;
  locationId: string;
  onClose: () => void;
  onDate: (date: LocalDate) => void;
  onBooked: (visit: Visit) => void;
}

/** Answers a phone call in one pass: who, what, when, a held time, booked. */
export function FindPanel(props: Props) {
  const catalog = useCatalog();
  const form = useStore(findStore, (state) => state.form);
  useEffect(() => {
    if (!form) findStore.set({ form: initialForm(catalog, preferences.get().find) });
  }, [form, catalog]);
  return (
    <SidePanel title={t.find.title} onClose={props.onClose}>
      {form && <FindBody {...props} form={form} />}
    </SidePanel>
  );
}

function FindBody({ date, locationId, onDate, onBooked, form }: Props & { form: FindForm }) {
  const { patient, held, taken, from } = useStore(findStore, (state) => state);
  const [creating, setCreating] = useState<string>();
  const patientInput = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const toOptions = useRef(false);
  const referrals = useUsableReferrals(patient?.id);
  useReferralDefault(form, referrals, patient?.id);
  const booking = useBooking(onBooked);
  const [limit, setLimit] = useState(OPTIONS_SHOWN);
  const request = searchOf(form, { locationId, date, patientId: patient?.id, limit });
  const decided = patient === undefined || form.referralId !== undefined;
  const search = useQuery({ ...queries.search(request!), enabled: request !== undefined && decided, placeholderData: keepPreviousData });
  const { line, waits, asks } = useScreeningLine({ form, patient, held, referrals, search, booking, focusNext: toOptions });

  useFirstField(patientInput, creating !== undefined);
  useHeldDay(held, date, onDate);

  const choose = (next: ChosenPatient | undefined) => {
    toOptions.current = next !== undefined;
    choosePatient(next);
  };
  const referralField = (
    <ReferralField value={form.referralId} usable={referrals.usable} onChange={(referralId) => patchForm({ referralId })} />
  );
  const relax = (relaxation: Relaxation) => request && patchForm(relaxForm(relaxation.change, request));

  if (creating !== undefined) {
    return (
      <NewPatient
        typed={creating}
        onCancel={() => setCreating(undefined)}
        onCreated={(created) => {
          setCreating(undefined);
          choose(created);
        }}
      />
    );
  }
  return (
    <div ref={panel} className={css['find']}>
      <div className={css['patient']}>
        <PatientField value={patient} onChange={choose} onCreate={setCreating} inputRef={patientInput} />
        <NewPatientButton onClick={() => setCreating('')} />
      </div>
      {!decided && <ReferralProblem referrals={referrals} onPress={() => (toOptions.current = true)} />}
      {/* Of a time that was held before the patient was known, the referral was not chosen with it. */}
      {held && held.patientId === undefined && referralField}
      {held && line}
      {held ? (
        <HeldOption
          key={held.hold.id}
          held={held}
          booking={booking}
          hasPatient={patient !== undefined}
          decided={decided}
          asks={asks}
          patientInput={patientInput}
          panel={panel}
          form={form}
        />
      ) : (
        <>
          <Wishes form={form} locationId={locationId} date={date} patientId={patient?.id} />
          {from && <Prefilled time={from.time} name={from.name} />}
          {referralField}
          {line}
          {request ? (
            <FoundOptions
              search={search}
              taken={taken}
              problem={booking.problem}
              pending={booking.holding}
              date={date}
              focusWhenFound={toOptions}
              waits={waits}
              mayTakeFocus={(active) => active === document.body || active === patientInput.current}
              onPick={booking.hold}
              onRelax={relax}
              limit={limit}
              onMore={() => setLimit(limit + OPTIONS_SHOWN)}
            />
          ) : (
            <Notice>{t.find.pick}</Notice>
          )}
        </>
      )}
    </div>
  );
}

interface WishesProps {
  form: FindForm;
  locationId: string;
  date: LocalDate;
  patientId: string | undefined;
}

/** What, with whom and when. */
function Wishes({ form, locationId, date, patientId }: WishesProps) {
  const paired = form.hostServiceId !== null && form.spotServiceId !== null;
  return (
    <>
      <ServiceFields form={form} locationId={locationId} onChange={patchForm} />
      {patientId !== undefined && <WishLine patientId={patientId} form={form} />}
      <WhenFields
        form={form}
        date={date}
        paired={paired}
        onChange={patchForm}
        techniques={{ value: form.techniques, onChange: (techniques) => patchForm({ techniques }) }}
      />
    </>
  );
}

function NewPatient(props: { typed: string; onCancel: () => void; onCreated: (created: ChosenPatient) => void }) {
  return (
    <div className={css['find']}>
      <h3>{t.find.create}</h3>
      <PatientForm
        short
        typed={props.typed}
        onCancel={props.onCancel}
        onSaved={(created) => props.onCreated({ id: created.id, displayName: fullName(created) })}
      />
    </div>
  );
}

/** A call begins with a name; if a time is held for somebody already, the button that books has the focus. */
function useFirstField(input: RefObject<HTMLInputElement | null>, creating: boolean): void {
  useEffect(() => {
    const { held, patient } = findStore.get();
    if (!creating && !(held && patient)) input.current?.focus();
  }, [input, creating]);
}

/** A held time on another day: show it where it is. */
function useHeldDay(held: Held | undefined, date: LocalDate, onDate: (date: LocalDate) => void): void {
  const heldDay = held ? dateOf(held.option.start) : undefined;
  useEffect(() => {
    if (heldDay && heldDay !== date) onDate(heldDay);
    // Only when the hold changes: the desk may look at other days meanwhile.
  }, [heldDay]);
}

function Prefilled({ time, name }: { time: string; name: string }) {
  const clear = () => {
    patchForm({ timeFrom: '', hostPractitionerId: null, spotPractitionerId: null });
    findStore.set({ from: undefined });
  };
  return (
    <p className={css['prefilled']}>
      {t.find.prefilled(time, name)}
      <button type="button" onClick={clear}>
        {t.find.clearPrefill}
      </button>
    </p>
  );
}
