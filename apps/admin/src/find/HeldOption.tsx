import { Button, Checkbox, Textarea } from '@mantine/core';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useCatalog } from '../api/catalog';
import { BusyButton } from '../shell/BusyButton';
import { useFocusBack } from '../shell/focus-back';
import { Notice } from '../shell/Notice';
import { AskedSelect, askedName } from '../screening/AskedSelect';
import { OverrideForm } from '../screening/OverrideForm';
import { ScreeningProblem } from '../screening/ScreeningProblem';
import { t } from '../texts';
import { ts } from '../texts.screening';
import { serverNow } from '../time/server-clock';
import { dateOf, formatDay } from '../time/wall';
import { OptionLines } from './OptionList';
import common from '../shell/common.module.css';
import css from './find.module.css';
import type { FindForm } from './find-form';
import { patchForm, type Held } from './find.store';
import type { Booking, BookWish } from './use-booking';

const HURRY_SECONDS = 60;

interface Props {
  held: Held;
  booking: Booking;
  hasPatient: boolean;
  /** With which referral, or without: not before that is known can it be booked. */
  decided: boolean;
  /** Whom the server asks for clearance unless the desk chooses. */
  asks?: string;
  patientInput: RefObject<HTMLInputElement | null>;
  panel: RefObject<HTMLElement | null>;
  form: Pick<FindForm, 'notes' | 'bringAid'>;
}

/** A time is held: one press books it. The count is silent for screen readers until it runs short. */
export function HeldOption({ held, booking, hasPatient, decided, asks, patientInput, panel, form }: Props) {
  const { option, hold } = held;
  const [asked, setAsked] = useState<string>();
  const { practitionerById } = useCatalog();
  const left = useSecondsLeft(hold.expiresAt);
  const bookButton = useRef<HTMLButtonElement>(null);
  const { expire } = booking;
  // Above it questions are answered, and a referral is decided on.
  useFocusBack(panel, hasPatient ? bookButton : patientInput);
  useEffect(() => (hasPatient ? bookButton : patientInput).current?.focus(), [hasPatient, patientInput]);
  useEffect(() => {
    if (left === 0) expire();
  }, [left, expire]);
  const mayBook = hasPatient && decided;
  const needsClearance = booking.canBeTentative || (option.requires ?? []).includes('clearance-required');
  const wish: BookWish = needsClearance ? { acceptTentative: true, clearanceFrom: asked } : {};
  const name = askedName(asked, asks, practitionerById);
  return (
    <div className={css['held']}>
      <div className={css['heldCard']}>
        <h3>{formatDay(dateOf(option.start))}</h3>
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
      <ScreeningProblem error={booking.problem} />
      {!hasPatient && <Notice tone="warn">{t.find.needsPatient}</Notice>}
      <Textarea
        label={t.find.notes}
        autosize
        minRows={1}
        maxRows={4}
        value={form.notes}
        onChange={(event) => patchForm({ notes: event.currentTarget.value })}
      />
      <Checkbox
        label={t.find.bringAid}
        checked={form.bringAid}
        onChange={(event) => patchForm({ bringAid: event.currentTarget.checked })}
      />
      {needsClearance && <AskedSelect usual={asks} value={asked} onChange={setAsked} />}
      <div className={css['heldButtons']}>
        <BusyButton
          ref={bookButton}
          className={common['long']}
          busy={booking.booking}
          aria-disabled={!mayBook}
          onClick={() => mayBook && booking.book(wish)}
        >
          {needsClearance ? ts.book.tentative(name) : t.find.book}
        </BusyButton>
        <Button variant="default" onClick={booking.release}>
          {t.find.release}
        </Button>
      </div>
      {mayBook && (
        <OverrideForm
          error={booking.problem}
          foreseen={needsClearance}
          label={ts.book.override}
          busy={booking.booking}
          onOverride={(reason) => booking.book({ override: { reason } })}
        />
      )}
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
