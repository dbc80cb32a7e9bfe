import { DAY_MS, type Interval } from '#kernel';

const USUAL_DAYS = 180;

/** Massage that a patient had from somebody. */
export interface PastMassage {
  practitionerId: string;
  start: number;
}

/** Starts of the massage that says who is the usual therapist. */
export function usualWindow(now: number): Interval {
  return { start: now - USUAL_DAYS * DAY_MS, end: now };
}

/** Who gave most of it; of equals who gave it last. */
export function usualTherapistOf(past: readonly PastMassage[]): string | undefined {
  const given = new Map<string, { count: number; latest: number }>();
  for (const { practitionerId, start } of past) {
    const so = given.get(practitionerId) ?? { count: 0, latest: 0 };
    given.set(practitionerId, { count: so.count + 1, latest: Math.max(so.latest, start) });
  }
  const [most] = [...given].sort(([idA, a], [idB, b]) => b.count - a.count || b.latest - a.latest || (idA < idB ? -1 : 1));
  return most?.[0];
}
