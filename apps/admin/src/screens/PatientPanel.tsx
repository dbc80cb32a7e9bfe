import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCatalog, useToday } from '../api/catalog';
import { queries } from '../api/queries';
import type { Patient, Tagged, Visit } from '../api/types';
import { Consents } from '../consent/Consents';
import { choosePatient } from '../find/choose-patient';
import { fullName } from '../find/PatientField';
import { referrerName } from '../find/ReferralField';
import { PatientForm } from '../forms/PatientForm';
import { ReferralForm } from '../forms/ReferralForm';
import { PatientIntakes } from '../intake/PatientIntakes';
import { PatientScreening } from '../screening/PatientScreening';
import { useKeys } from '../shell/keys';
import { ProblemNotice } from '../shell/ProblemNotice';
import { SidePanel } from '../shell/SidePanel';
import { Tag } from '../shell/Tag';
import { t } from '../texts';
import { tc } from '../texts.consent';
import { ti } from '../texts.intake';
import { addDays, formatDay, formatDayTime } from '../time/wall';
import { word, words } from '../words';
import css from './screens.module.css';

const AHEAD_DAYS = 91;
/** What is done, or was missed today, is no longer to come. */
const STILL_TO_COME = new Set<string>(['tentative', 'booked', 'confirmed', 'arrived', 'in-progress']);

/** Everything about one person that the desk needs on the phone. */
export function PatientPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const patient = useQuery(queries.patient(id));
  const name = patient.data ? fullName(patient.data) : t.find.patient;
  return (
    <SidePanel title={name} onClose={onClose} wide>
      {patient.error && !patient.data && <ProblemNotice error={patient.error} title={t.patients.load} />}
      {patient.data && <PatientBody patient={patient.data} />}
    </SidePanel>
  );
}

function PatientBody({ patient }: { patient: Tagged<Patient> }) {
  const navigate = useNavigate();
  const find = () => {
    choosePatient({ id: patient.id, displayName: fullName(patient) });
    void navigate({ to: '/', search: { panel: 'find' } });
  };
  useKeys({
    f: (event) => {
      event.preventDefault();
      find();
    },
  });
  return (
    <div className={css['patient']}>
      <div className={css['actions']}>
        <Button rightSection={<kbd>F</kbd>} onClick={find}>
          {t.patients.find}
        </Button>
        <Link to="/messages" search={{ day: 'all', patient: patient.id }}>
          {t.visit.messages}
        </Link>
      </div>
      <section>
        <h3>{t.patients.upcoming}</h3>
        <UpcomingVisits patientId={patient.id} />
      </section>
      <PatientScreening patientId={patient.id} />
      <section>
        <h3>{ti.title}</h3>
        <PatientIntakes patientId={patient.id} />
      </section>
      <section>
        <h3>{t.patients.referrals}</h3>
        <Referrals patient={{ id: patient.id, displayName: fullName(patient) }} />
      </section>
      <section>
        <h3>{tc.title}</h3>
        <Consents patientId={patient.id} />
      </section>
      <section>
        <h3>{t.patients.details}</h3>
        {/* A newer version replaces the fields only when nothing was typed: saving tells about the rest. */}
        <PatientForm key={patient.id} patient={patient} onSaved={() => undefined} />
      </section>
    </div>
  );
}

function UpcomingVisits({ patientId }: { patientId: string }) {
  const today = useToday();
  const { serviceById, practitionerById } = useCatalog();
  const { data, error } = useQuery(queries.patientVisits(patientId, today, addDays(today, AHEAD_DAYS)));
  if (error) return <ProblemNotice error={error} />;
  const visits = (data?.data ?? [])
    .filter((visit) => STILL_TO_COME.has(visit.status))
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
  if (data && visits.length === 0) return <p className={css['dim']}>{t.patients.noUpcoming}</p>;
  const namesOf = (visit: Visit, nameOf: (leg: Visit['legs'][number]) => string | undefined) =>
    [...new Set(visit.legs.filter((leg) => leg.status !== 'cancelled').map(nameOf))].join(', ');
  return (
    <ul className={css['rows']}>
      {visits.map((visit) => (
        <li key={visit.id}>
          <Link to="/visits/$visitId" params={{ visitId: visit.id }}>
            {formatDayTime(visit.start)}
          </Link>{' '}
          {namesOf(visit, (leg) => serviceById.get(leg.serviceId)?.short)}
          <span className={css['dim']}> {namesOf(visit, (leg) => practitionerById.get(leg.practitionerId)?.displayName)}</span>{' '}
          <Tag tone={visit.status === 'tentative' ? 'warn' : 'neutral'}>{word(words.visitStatus, visit.status)}</Tag>{' '}
          {visit.needsReview && visit.status !== 'tentative' && <Tag tone="warn">{words.states['review']}</Tag>}
        </li>
      ))}
    </ul>
  );
}

function Referrals({ patient }: { patient: { id: string; displayName: string } }) {
  const [adding, setAdding] = useState(false);
  const catalog = useCatalog();
  const { data, error } = useQuery(queries.referrals(patient.id));
  const referrals = data?.data ?? [];
  if (adding) return <ReferralForm patient={patient} onSaved={() => setAdding(false)} onCancel={() => setAdding(false)} />;
  return (
    <>
      <ProblemNotice error={error} />
      {data && referrals.length === 0 && <p className={css['dim']}>{t.patients.noReferrals}</p>}
      <ul className={css['rows']}>
        {referrals.map((referral) => (
          <li key={referral.id}>
            <Link to="/referrals/$referralId" params={{ referralId: referral.id }}>
              {referrerName(referral, catalog)}
            </Link>{' '}
            {referral.reason}{' '}
            <Tag tone={referral.status === 'accepted' ? 'good' : 'neutral'}>{word(t.referral.statuses, referral.status)}</Tag>
            <span className={css['dim']}>
              {' '}
              {referral.ledger ? t.find.left(referral.ledger) : ''}
              {referral.validUntil ? ` · ${t.referral.until.toLowerCase()} ${formatDay(referral.validUntil)}` : ''}
            </span>
          </li>
        ))}
      </ul>
      <Button variant="default" onClick={() => setAdding(true)}>
        {t.patients.addReferral}
      </Button>
    </>
  );
}
