import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { problemOf } from '../api/client';
import { useMay, useOwnPractitioner } from '../api/session';
import { BusyButton } from '../shell/BusyButton';
import { t } from '../texts';
import { ts } from '../texts.screening';
import css from './screening.module.css';

interface Props {
  /** The refusal, once there is one. */
  error: unknown;
  /** Known before anybody tried: clearance is missing. */
  foreseen: boolean;
  label: string;
  busy: boolean;
  onOverride: (reason: string) => void;
}

/** The way past a refusal, for whom it is open: with a reason that is kept. Nobody else sees it. */
export function OverrideForm({ error, foreseen, label, busy, onOverride }: Props) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const may = useMay('visits:override');
  const discipline = useOwnPractitioner()?.discipline;
  const overridable = error ? problemOf(error).problem.overridable : foreseen;
  const isClinician = discipline !== undefined && discipline !== 'massage';
  if (!may || !(overridable === 'clinician' ? isClinician : overridable)) return null;
  if (!open) {
    return (
      <Button variant="subtle" color="red.9" onClick={() => setOpen(true)}>
        {label} …
      </Button>
    );
  }
  const submit = () => {
    if (reason.trim() === '') return setMissing(true);
    onOverride(reason.trim());
  };
  return (
    <form
      className={css['card']}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        label={ts.book.reason}
        description={ts.book.reasonHint}
        error={missing ? ts.book.required : undefined}
        autoFocus
        autosize
        minRows={1}
        maxRows={4}
        maxLength={500}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setMissing(false);
        }}
      />
      <div className={css['buttons']}>
        <BusyButton type="submit" color="red.9" busy={busy}>
          {label}
        </BusyButton>
        <Button variant="default" onClick={() => setOpen(false)}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}
