import { Button, Textarea } from '@mantine/core';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Option } from '../api/types';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { serverNow } from '../time/server-clock';
import { OptionLines } from './OptionList';
import css from './find.module.css';
import type { Booking } from './use-booking';

const HURRY_SECONDS = 60;

interface Props {
  option: Option;
  expiresAt: string;
  booking: Booking;
  hasPatient: boolean;
  /** With which referral, or without: not before that is known can it be booked. */
  decided: boolean;
  patientInput: RefObject<HTMLInputElement | null>;
  notes: string;
  onNotes: (notes: string) => void;
}

/** A time is held: one press books it. The count is silent for screen readers until it runs short. */
export function HeldOption({ option, expiresAt, booking, hasPatient, decided, patientInput, notes, onNotes }: Props) {
  const left = useSecondsLeft(expiresAt);
  const bookButton = useRef<HTMLButtonElement>(null);
  const { expire } = booking;
  useEffect(() => (hasPatient ? bookButton : patientInput).current?.focus(), [hasPatient, patientInput]);
  // What decided may have gone with the focus on it.
  useEffect(() => {
    if (hasPatient && decided && document.activeElement === document.body) bookButton.current?.focus();
  }, [hasPatient, decided]);
  useEffect(() => {
    if (left === 0) expire();
  }, [left, expire]);
  const mayBook = hasPatient && decided;
  return (
    <div className={css['held']}>
      <div className={css['heldCard']}>
        <OptionLines option={option} />
      </div>
      <p className={css['countdown']} data-hurry={left <= HURRY_SECONDS || undefined}>
        <span role="timer">{t.find.heldFor(clock(left))}</span>
        <BusyButton variant="subtle" size="compact-xs" busy={booking.renewing} onClick={booking.renew}>
          {t.find.renew}
        </BusyButton>
      </p>
      <span className={css['srOnly']} role="status">
        {left <= HURRY_SECONDS && left > HURRY_SECONDS - 3 ? t.find.heldFor(clock(HURRY_SECONDS)) : ''}
      </span>
      <ProblemNotice error={booking.problem}>
        {booking.canBeTentative && (
          <BusyButton variant="default" busy={booking.booking} aria-disabled={!mayBook} onClick={() => mayBook && booking.book(true)}>
            {t.find.bookTentative}
          </BusyButton>
        )}
      </ProblemNotice>
      {!hasPatient && <Notice tone="warn">{t.find.needsPatient}</Notice>}
      <Textarea
        label={t.find.notes}
        autosize
        minRows={1}
        maxRows={4}
        value={notes}
        onChange={(event) => onNotes(event.currentTarget.value)}
      />
      <div className={css['heldButtons']}>
        <BusyButton ref={bookButton} busy={booking.booking} aria-disabled={!mayBook} onClick={() => mayBook && booking.book(false)}>
          {t.find.book}
        </BusyButton>
        <Button variant="default" onClick={booking.release}>
          {t.find.release}
        </Button>
      </div>
    </div>
  );
}

function useSecondsLeft(expiresAt: string): number {
  const secondsLeft = () => Math.max(0, Math.ceil((Date.parse(expiresAt) - serverNow()) / 1000));
  const [left, setLeft] = useState(secondsLeft);
  useEffect(() => {
    setLeft(secondsLeft());
    const timer = setInterval(() => setLeft(secondsLeft()), 500);
    return () => clearInterval(timer);
  }, [expiresAt]);
  return left;
}

const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
