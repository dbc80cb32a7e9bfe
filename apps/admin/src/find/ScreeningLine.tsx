import type { RefObject } from 'react';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCatalog, useToday } from '../api/catalog';
import { problemOf } from '../api/client';
import { screeningQueries, type Screening } from '../api/screening';
import type { Option, Referral, SearchResult } from '../api/types';
import { ScreeningCard, wantsConfirming } from '../screening/ScreeningCard';
import { useScreening } from '../screening/use-screening';
import { ts } from '../texts.screening';
import { findStore, type ChosenPatient, type Held } from './find.store';
import type { FindForm } from './find-form';
import { referrerName, type UsableReferrals } from './ReferralField';
import type { Booking } from './use-booking';

interface Props {
  patientId: string;
  /** Whom a booking would ask. */
  asks?: string;
  /** What the options on offer, or a booking that was refused, ask for. */
  requires: readonly string[];
  focusNext: RefObject<boolean>;
  onSaved: () => void;
}

/** What is known of the patient's health, before any time is offered. */
function ScreeningLine({ patientId, asks, requires, focusNext, onSaved }: Props) {
  const handle = useScreening(patientId, (screening) => {
    const { held } = findStore.get();
    // The server decides when it is booked; until then the button should say what will most likely happen.
    if (held) findStore.set({ held: { ...held, option: { ...held.option, requires: requiresOf(screening) } } });
    focusNext.current = true;
    onSaved();
  });
  return <ScreeningCard handle={handle} asks={asks} asked={requires.includes('screening-required')} focusNext={focusNext} />;
}

function requiresOf({ unanswered, verdict }: Screening): string[] {
  if (unanswered.length > 0) return ['screening-required'];
  return verdict === 'needs-clearance' ? ['clearance-required'] : [];
}

interface Need {
  /** The patient whose health matters here: one is chosen, and a massage is wanted. */
  screened?: string;
  /** The line has the first claim on the focus, or is not there yet to say so. */
  waits: boolean;
}

function useScreeningNeed(form: FindForm, patientId: string | undefined, requires: readonly string[]): Need {
  const { serviceById } = useCatalog();
  const today = useToday();
  const services = [form.hostServiceId, form.spotServiceId];
  const screened = services.some((id) => id && serviceById.get(id)?.discipline === 'massage') ? patientId : undefined;
  const { data, isPending } = useQuery({ ...screeningQueries.ofPatient(screened ?? ''), enabled: screened !== undefined });
  if (screened === undefined) return { waits: false };
  const claims = data !== undefined && (wantsConfirming(data, today) || requires.includes('screening-required'));
  return { screened, waits: isPending || claims };
}

/** What booking would ask for: of the options on offer, or of the time that was just refused. */
function requiredBy(found: SearchResult | undefined, held: Option | undefined, problem: Error | null): string[] {
  const refused = problem ? [problemOf(problem).code] : [];
  return [...new Set([...(found?.options ?? []), ...(held ? [held] : [])].flatMap((option) => option.requires ?? [])), ...refused];
}

/** Whom the server asks unless the desk names somebody: who referred the patient, else the practitioner of the host visit. */
function useUsuallyAsked(form: FindForm, referrals: readonly Referral[], option: Option | undefined): string | undefined {
  const catalog = useCatalog();
  const referral = referrals.find((one) => one.id === form.referralId);
  if (referral) return referrerName(referral, catalog) || undefined;
  const host = option?.legs.find((leg) => catalog.serviceById.get(leg.serviceId)?.discipline !== 'massage') ?? option?.legs[0];
  const id = host?.practitionerId ?? form.hostPractitionerId;
  return (id && catalog.practitionerById.get(id)?.displayName) || (form.hostServiceId ? ts.hostPractitioner : undefined);
}

interface Around {
  form: FindForm;
  patient: ChosenPatient | undefined;
  held: Held | undefined;
  referrals: UsableReferrals;
  search: UseQueryResult<SearchResult>;
  booking: Booking;
  focusNext: RefObject<boolean>;
}

/** The line for the patient at hand, if there is anything to screen; and whom booking would ask. */
export function useScreeningLine({ form, patient, held, referrals, search, booking, focusNext }: Around) {
  const requires = requiredBy(search.isPlaceholderData ? undefined : search.data, held?.option, booking.problem);
  const { screened, waits } = useScreeningNeed(form, patient?.id, requires);
  const asks = useUsuallyAsked(form, referrals.usable, held?.option);
  const line = screened !== undefined && (
    <ScreeningLine key={screened} patientId={screened} asks={asks} requires={requires} focusNext={focusNext} onSaved={booking.takeBack} />
  );
  return { line, waits, asks };
}
