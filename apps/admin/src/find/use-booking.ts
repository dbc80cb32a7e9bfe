import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { useCatalog } from '../api/catalog';
import { keyPerBody, post, problemOf } from '../api/client';
import { keys, queries } from '../api/queries';
import type { BookRequest, Hold, Option, Tagged, Visit } from '../api/types';
import { preferences } from '../preferences';
import { announce } from '../shell/actions';
import { useStore } from '../store';
import { t } from '../texts';
import { ts } from '../texts.screening';
import { formatDayTime, timeOf } from '../time/wall';
import { defaultsOf, optionKey } from './find-form';
import { findStore, showGhost } from './find.store';
import { legsText } from './legs-text';
import { releaseHold } from './release-hold';

/** A hold is a promise to the caller: five minutes, renewed on request. */
const HOLD_SECONDS = 300;

export interface Booking {
  /** The option being held right now. */
  holding?: string;
  booking: boolean;
  renewing: boolean;
  problem: Error | null;
  /** The server would take it as "needs clearance". */
  canBeTentative: boolean;
  hold: (option: Option) => void;
  renew: () => void;
  release: () => void;
  /** What it was refused for has been seen to. */
  takeBack: () => void;
  expire: () => void;
  book: (wish: BookWish) => void;
}

/** How a refusal is met: by asking a provider, or by somebody with the right. */
export type BookWish = Pick<BookRequest, 'acceptTentative' | 'clearanceFrom' | 'override'>;

export function useBooking(onBooked: (visit: Visit) => void): Booking {
  const client = useQueryClient();
  const held = useStore(findStore, (state) => state.held);
  const refresh = useCallback(() => {
    void client.invalidateQueries({ queryKey: keys.search });
    void client.invalidateQueries({ queryKey: keys.board });
  }, [client]);
  const lost = useCallback(
    (error: Error, option: Option) => {
      const { code, next } = problemOf(error).problem;
      if (code === 'slot-taken') findStore.set({ held: undefined, taken: { time: timeOf(option.start), next: next ?? [] } });
      if (code === 'hold-expired') findStore.set({ held: undefined });
      refresh();
    },
    [refresh],
  );

  // Known at once, not with the next drawing: two presses in a row would hold two times.
  const underWay = useRef(false);
  const holding = useMutation({
    mutationFn: holdOption,
    onSuccess: refresh,
    onError: (error, option) => lost(error, option),
    onSettled: () => (underWay.current = false),
  });
  const renewing = useMutation({
    mutationFn: (id: string) => post<Hold>(`/holds/${id}/renew`),
    onSuccess: (hold) => {
      const { held: now } = findStore.get();
      if (now?.hold.id === hold.id) findStore.set({ held: { ...now, hold } });
    },
    onError: (error) => held && lost(error, held.option),
  });
  const booking = useBookMutation(onBooked, lost, refresh);
  const release = useCallback(() => {
    releaseHold();
    refresh();
  }, [refresh]);
  const expire = useCallback(() => {
    if (!findStore.get().held) return;
    findStore.set({ held: undefined });
    announce({ text: t.find.holdGone, failed: true });
    refresh();
  }, [refresh]);

  return {
    holding: holding.isPending ? optionKey(holding.variables) : undefined,
    booking: booking.isPending,
    renewing: renewing.isPending,
    problem: [booking.error, renewing.error, holding.error].find((error) => error && problemOf(error).code !== 'slot-taken') ?? null,
    canBeTentative: booking.error !== null && problemOf(booking.error).code === 'clearance-required',
    hold: (option) => {
      if (underWay.current) return;
      underWay.current = true;
      booking.reset();
      renewing.reset();
      holding.mutate(option);
    },
    renew: () => held && renewing.mutate(held.hold.id),
    release: () => {
      booking.reset();
      release();
    },
    takeBack: booking.reset,
    expire,
    book: (wish) => held && booking.mutate(wish),
  };
}

async function holdOption(option: Option): Promise<Hold> {
  releaseHold();
  const patientId = findStore.get().patient?.id;
  findStore.set({ taken: undefined });
  const hold = await post<Hold>('/holds', { legs: option.legs, patientId, seconds: HOLD_SECONDS });
  // The panel may have been closed and opened meanwhile, and another time held.
  releaseHold();
  findStore.set({ held: { hold, option, patientId } });
  // Somebody else was chosen while the answer was on its way: the time was held for who is gone.
  if (patientId !== undefined && patientId !== findStore.get().patient?.id) releaseHold();
  else showGhost(option);
  return hold;
}

function useBookMutation(onBooked: (visit: Visit) => void, lost: (error: Error, option: Option) => void, refresh: () => void) {
  const client = useQueryClient();
  const catalog = useCatalog();
  const [keyOf] = useState(keyPerBody);
  return useMutation({
    mutationFn: (wish: BookWish) => {
      const request = bookRequest(wish);
      return post<Visit>('/visits', request, { idempotencyKey: keyOf(request) });
    },
    onSuccess: (visit) => {
      const { form } = findStore.get();
      if (form) preferences.set({ find: defaultsOf(form, catalog) });
      client.setQueryData(queries.visit(visit.id).queryKey, visit);
      findStore.set({ held: undefined, patient: undefined, form: undefined, from: undefined });
      showGhost(undefined);
      const legs = legsText(visit.legs, catalog);
      announce({
        text: bookedText(visit, legs),
        undo: () => undoBooking(visit).finally(refresh),
      });
      refresh();
      onBooked(visit);
    },
    onError: (error) => {
      const { held } = findStore.get();
      if (held) lost(error, held.option);
    },
  });
}

function bookedText({ status, releaseAt, patient }: Visit, legs: string): string {
  if (status !== 'tentative' || !releaseAt) return t.find.booked(patient.displayName, legs);
  return ts.book.done(patient.displayName, legs, formatDayTime(releaseAt));
}

function bookRequest(wish: BookWish): BookRequest {
  const { held, patient, form } = findStore.get();
  if (!held || !patient || !form) throw new Error('Nothing is held.');
  const plan = {
    areas: form.areas.length > 0 ? form.areas : undefined,
    techniques: form.techniques.length > 0 ? form.techniques : undefined,
    bringAid: form.bringAid || undefined,
    notes: form.notes.trim() || undefined,
  };
  return {
    patientId: patient.id,
    holdId: held.hold.id,
    referralId: form.referralId ?? undefined,
    plan: Object.values(plan).some(Boolean) ? plan : undefined,
    ...wish,
  };
}

/** Cancels with the version that was booked: it refuses if somebody has changed the visit since. */
async function undoBooking(visit: Tagged<Visit>): Promise<string> {
  await post(`/visits/${visit.id}/cancel`, { reason: t.undo }, { etag: visit.etag });
  return t.find.unbooked(visit.patient.displayName);
}
