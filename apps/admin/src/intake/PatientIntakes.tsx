import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { intakeQueries, type Intake } from '../api/intake';
import { useCatalog } from '../api/catalog';
import { queries } from '../api/queries';
import { useMay } from '../api/session';
import { referrerName } from '../find/ReferralField';
import { personName } from '../names';
import { isBookable } from '../referrals/moves';
import { useFocusBack } from '../shell/focus-back';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { ti } from '../texts.intake';
import { dateOf, formatDay, formatDayTime } from '../time/wall';
import { capital, inWords } from '../words';
import css from './intake.module.css';
import { IntakeForm } from './IntakeForm';
import { MakeLink } from './MakeLink';
import { IntakeFacts } from './IntakeView';
import { needingReferral } from './intake-values';

type Open = { kind: 'new' } | { kind: 'link' } | { kind: 'edit'; intake: Intake } | undefined;

/** The intakes of a patient, in the patient's panel. */
export function PatientIntakes({ patientId }: { patientId: string }) {
  const [open, setOpen] = useState<Open>();
  const { data, error } = useQuery(intakeQueries.ofPatient(patientId));
  const may = useMay('screening:write');
  const box = useRef<HTMLDivElement>(null);
  useFocusBack(box);
  const intakes = data?.data ?? [];
  const close = () => setOpen(undefined);
  const writing = open?.kind === 'new' || open?.kind === 'edit';
  return (
    <div ref={box} className={css['stack']} tabIndex={-1}>
      {writing ? (
        <IntakeForm patientId={patientId} intake={open.kind === 'edit' ? open.intake : undefined} onDone={close} />
      ) : (
        <>
          <ProblemNotice error={error} />
          <ReferralNeeded patientId={patientId} intakes={intakes} />
          {data && intakes.length === 0 && <p className={css['dim']}>{ti.none}</p>}
          {intakes.map((intake, index) => (
            <IntakeRow
              key={intake.id}
              intake={intake}
              isNewest={index === 0}
              onEdit={may ? () => setOpen({ kind: 'edit', intake }) : undefined}
            />
          ))}
          {open?.kind === 'link' && <MakeLink patientId={patientId} onDone={close} />}
        </>
      )}
      {!open && may && (
        <div className={css['buttons']}>
          <Button variant="default" onClick={() => setOpen({ kind: 'new' })}>
            {ti.add}
          </Button>
          <Button variant="default" onClick={() => setOpen({ kind: 'link' })}>
            {ti.link.button}
          </Button>
        </div>
      )}
    </div>
  );
}

function IntakeRow({ intake, isNewest, onEdit }: { intake: Intake; isNewest: boolean; onEdit?: () => void }) {
  const catalog = useCatalog();
  const conditions = useQuery(intakeQueries.conditions).data?.data ?? [];
  const referral = useQuery({ ...queries.referral(intake.referralId ?? ''), enabled: intake.referralId !== undefined }).data;
  const day = formatDay(dateOf(intake.createdAt), true);
  const conditionName = (code: string) => conditions.find((one) => one.code === code)?.name ?? inWords(code);
  const course = intake.referralId ? (referral ? referrerName(referral, catalog) : '…') : ti.noCourse;
  return (
    <details className={css['intake']} open={isNewest}>
      <summary>
        <strong>{ti.show(day)}</strong>
        <span className={css['dim']}>
          {course} · {ti.version(intake.version)}
        </span>
      </summary>
      <IntakeFacts intake={intake} conditionName={conditionName} />
      <p className={css['dim']}>{ti.by(personName(intake.by), formatDayTime(intake.updatedAt))}</p>
      {onEdit && (
        <Button variant="default" size="compact-xs" aria-label={ti.editOf(day)} onClick={onEdit}>
          {ti.edit}
        </Button>
      )}
      {intake.version > 1 && <Earlier intake={intake} conditionName={conditionName} />}
    </details>
  );
}

/** What it said before, read when somebody wants to know. */
function Earlier({ intake, conditionName }: { intake: Intake; conditionName: (code: string) => string }) {
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery({ ...intakeQueries.versions(intake.id), enabled: open });
  const before = (data?.data ?? []).filter(({ version }) => version < intake.version);
  return (
    <details className={css['earlier']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{ti.earlier}</summary>
      <ProblemNotice error={error} />
      {before.map((version) => (
        <div key={version.version} className={css['stack']}>
          <strong>{ti.by(`${capital(ti.version(version.version))}, ${personName(version.by)}`, formatDayTime(version.updatedAt))}</strong>
          <IntakeFacts intake={version} conditionName={conditionName} />
        </div>
      ))}
    </details>
  );
}

/** Conditions that nobody is given massage for without a doctor's referral, while none is open. */
function ReferralNeeded({ patientId, intakes }: { patientId: string; intakes: readonly Intake[] }) {
  const conditions = useQuery(intakeQueries.conditions).data?.data ?? [];
  const referrals = useQuery(queries.referrals(patientId)).data?.data;
  const needing = needingReferral(intakes, conditions);
  if (needing.length === 0 || !referrals || referrals.some(({ status }) => isBookable(status))) return null;
  return (
    <Notice tone="warn" title={ti.referral.title}>
      <span>{ti.referral.text(needing.map(({ name }) => name.toLowerCase()).join(', '))}</span>
    </Notice>
  );
}
