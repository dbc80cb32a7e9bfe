import { Button, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { problemOf } from '../api/client';
import type { ReferralStanding } from '../api/types';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { word } from '../words';
import { useReferralMove } from './use-referral-move';
import css from './referrals.module.css';

interface Props {
  referral: ReferralStanding;
  to: string;
  onMoved: () => void;
  onCancel: () => void;
}

/** A move that needs a reason. What was typed survives a change by somebody else. */
export function MoveForm({ referral, to, onMoved, onCancel }: Props) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const move = useReferralMove(referral);
  useEffect(() => field.current?.focus(), []);
  const stale = move.error !== null && problemOf(move.error).problem.status === 412;
  const possible = move.isPending || referral.moves.some((one) => one.to === to);
  const submit = () => {
    if (!possible) return;
    if (reason.trim() === '') {
      setMissing(true);
      field.current?.focus();
      return;
    }
    move.mutate({ to, reason: reason.trim() }, { onSuccess: onMoved });
  };
  return (
    <form
      className={css['moveForm']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {stale ? (
        <Notice tone="info" title={t.visit.changedTitle} alert>
          <span>{possible ? t.visit.changedHint : t.referral.notNow}</span>
        </Notice>
      ) : (
        <ProblemNotice error={move.error} />
      )}
      {!stale && !possible && <Notice tone="warn">{t.referral.notNow}</Notice>}
      <Textarea
        ref={field}
        label={t.referral.why}
        description={t.referral.whyHint}
        required
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
        value={reason}
        error={missing && reason.trim() === '' ? t.referral.whyNeeded : undefined}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={css['buttons']}>
        <BusyButton type="submit" busy={move.isPending} disabled={!possible}>
          {word(t.referral.moves, to)}
        </BusyButton>
        <Button variant="default" onClick={onCancel}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}
