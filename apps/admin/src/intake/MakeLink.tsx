import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { IntakeLinkMade } from '../api/intake';
import { post } from '../api/client';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { ti } from '../texts.intake';
import { formatDayTime } from '../time/wall';
import { Courses } from './Courses';
import css from './intake.module.css';

/** A link through which the patient fills in an intake: shown once, kept nowhere. */
export function MakeLink({ patientId, onDone }: { patientId: string; onDone: () => void }) {
  const [referralId, setReferralId] = useState<string>();
  const make = useMutation({
    mutationFn: () => post<IntakeLinkMade>(`/patients/${patientId}/intakes/link`, { referralId }, { idempotencyKey: undefined }),
    onSuccess: () => announce({ text: ti.link.made }),
    gcTime: 0,
  });
  return (
    <div className={css['card']}>
      {make.data ? (
        <Made link={make.data} onDone={onDone} />
      ) : (
        <>
          <p>{ti.link.hint}</p>
          <Courses patientId={patientId} value={referralId} onChange={setReferralId} autoFocus />
          <ProblemNotice error={make.error} />
          <div className={css['buttons']}>
            <BusyButton busy={make.isPending} onClick={() => make.mutate()}>
              {ti.link.make}
            </BusyButton>
            <Button variant="default" onClick={onDone}>
              {t.cancel}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function Made({ link: { url, expiresAt }, onDone }: { link: IntakeLinkMade; onDone: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  useEffect(() => field.current?.select(), []);
  const copy = async () => {
    field.current?.select();
    try {
      // Missing on plain http in a clinic's network.
      await navigator.clipboard.writeText(url);
      setSaid(ti.link.copied);
    } catch {
      setSaid(ti.link.notCopied);
    }
  };
  return (
    <>
      <TextInput ref={field} label={ti.link.url} description={ti.link.until(formatDayTime(expiresAt))} value={url} readOnly />
      <div className={css['buttons']}>
        <Button onClick={() => void copy()}>{ti.link.copy}</Button>
        <Button variant="default" onClick={onDone}>
          {ti.link.done}
        </Button>
        <span role="status">{said}</span>
      </div>
    </>
  );
}
