import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useCatalog } from '../api/catalog';
import { post, problemOf } from '../api/client';
import { keys, queries } from '../api/queries';
import { readAnew } from '../api/read-anew';
import type { BookRequest, LegAction, Option, Tagged, Visit } from '../api/types';
import { placeLegs } from '../find/find-form';
import { legsText } from '../find/legs-text';
import { usePolling } from '../live/live';
import { announce } from '../shell/actions';
import { t } from '../texts';
import { differences } from './differences';
import { legsFor } from './moves';
import { newestKnown, noteOwn } from './own-versions';

export interface VisitChange {
  /** Runs against the version on screen; several steps hand the newest visit on. */
  run: (visit: Tagged<Visit>) => Promise<Tagged<Visit>>;
  /** The sentence for the top bar. */
  say: (after: Visit) => string;
  undo?: (after: Tagged<Visit>) => Promise<string>;
}

/** A visit, its changes, and what somebody else did to it while it was on screen. */
export function useVisit(id: string) {
  const client = useQueryClient();
  const catalog = useCatalog();
  const query = useQuery({ ...queries.visit(id), refetchInterval: usePolling() });
  const seen = useSeen(query.data);
  const known = seen.visit && newestKnown(seen.visit);
  const foreign = query.data && known && known.version < query.data.version ? differences(known, query.data, catalog) : [];

  const change = useMutation({
    mutationFn: ({ run }: VisitChange) => {
      if (!query.data) throw new Error(t.visit.load);
      return run(query.data);
    },
    onSuccess: (after, { say, undo }) => {
      client.setQueryData(queries.visit(id).queryKey, after);
      announce({ text: say(after), undo: undo && (() => undo(after).finally(() => refresh())) });
      refresh();
    },
    onError: (refused) => readAnew(client, refused, [[...keys.visit, id]]),
  });
  const refresh = () => {
    for (const queryKey of [keys.board, keys.messages, keys.search, keys.referrals, keys.patientVisits, keys.review, [...keys.visit, id]]) {
      void client.invalidateQueries({ queryKey });
    }
  };
  const stale = change.error !== null && problemOf(change.error).problem.status === 412;
  return { ...query, visit: query.data, change, stale, foreign, acknowledge: () => query.data && (seen.mark(query.data), change.reset()) };
}

export type VisitHandle = ReturnType<typeof useVisit>;

/** The newest version that was looked at here; another visit on screen begins anew. */
function useSeen(current: Visit | undefined) {
  const [seen, setSeen] = useState<Visit>();
  if (current && seen?.id !== current.id) {
    setSeen(current);
    return { visit: current, mark: setSeen };
  }
  return { visit: seen, mark: setSeen };
}

/** One step for every leg it fits: a patient arrives for the whole visit. */
export function stepAll(visit: Visit, action: LegAction): VisitChange {
  return {
    run: async (current) => {
      let newest = current;
      for (const leg of legsFor(current, action)) newest = await step(newest, leg.id, action);
      return newest;
    },
    say: () => t.visit.marked(visit.patient.displayName, t.visit.done[action] ?? action),
  };
}

export function stepLeg(visit: Visit, legId: string, action: LegAction): VisitChange {
  return {
    run: (current) => step(current, legId, action),
    say: () => t.visit.marked(visit.patient.displayName, t.visit.done[action] ?? action),
  };
}

/** A change of the version at hand, and the desk's own from the moment of the answer: each leg of several, and an undo. */
const send = async (visit: Tagged<Visit>, path: string, body: object = {}) =>
  noteOwn(await post<Visit>(`/visits/${visit.id}/${path}`, body, { etag: visit.etag }));

const step = (visit: Tagged<Visit>, legId: string, action: LegAction) => send(visit, `legs/${legId}/${action}`);

export function confirmVisit(visit: Visit): VisitChange {
  return {
    run: (current) => send(current, 'confirm'),
    say: () => t.visit.confirmed(visit.patient.displayName),
  };
}

/** `legIds` of all legs means the whole visit. */
export function cancelVisit(visit: Visit, legIds: string[] | undefined, reason: string, what: string): VisitChange {
  return {
    run: (current) => send(current, 'cancel', { reason: reason.trim() || undefined, legIds }),
    say: () => (legIds ? t.visit.cancelledPart(visit.patient.displayName, what) : t.visit.cancelled(visit.patient.displayName)),
  };
}

/** How a refusal is met. */
export type MoveWish = Pick<BookRequest, 'acceptTentative' | 'clearanceFrom' | 'override'>;

/** Moves the legs to an option; undone by moving them back, if nobody changed the visit since. */
export function useMove(): (visit: Visit, option: Option, wish?: MoveWish) => VisitChange {
  const catalog = useCatalog();
  return (visit, option, wish) => {
    const legs = placeLegs(visit, option);
    const back = legs.map(({ id }) => {
      const { practitionerId, roomId, start } = visit.legs.find((leg) => leg.id === id)!;
      return { id, practitionerId, roomId, start };
    });
    const name = visit.patient.displayName;
    const move = (current: Tagged<Visit>, places: typeof legs) => send(current, 'reschedule', { legs: places, ...wish });
    return {
      run: (current) => move(current, legs),
      say: (after) =>
        t.find.moved(
          name,
          legsText(
            after.legs.filter((leg) => leg.status !== 'cancelled'),
            catalog,
          ),
        ),
      undo: async (after) => {
        await move(after, back);
        return t.find.movedBack(name);
      },
    };
  };
}
