import { openIntervals, type ClinicSnapshot, type Location, type Practitioner, type Service } from '#clinic';
import { covers, localDays, MINUTE_MS, type Interval, type LocalDate } from '#kernel';
import type { Patient } from '#patients';
import { excessesOf, type WantedLeg, type WantedVisit } from '#scheduling';
import type { Random } from './random.js';

export interface PlannedVisit extends WantedVisit {
  legs: WantedLeg[];
  fate: 'kept' | 'missed' | 'cancelled';
  /** How many days before its start it was booked, and how many minutes later in the day. */
  leadDays: number;
  leadMinutes: number;
}

interface DayRequest {
  snapshot: ClinicSnapshot;
  location: Location;
  date: LocalDate;
  people: readonly Patient[];
  /** Referral id by patient id. */
  referrals: ReadonlyMap<string, string>;
  random: Random;
}

const HOST_SERVICE: Record<string, string> = {
  chiropractic: 'adjustment',
  'physical-therapy': 'pt-session',
  medicine: 'physician-consult',
};
/** Share of a host's time that is booked, and of host visits with spot work (`field.md` §4). */
const LOAD = 0.62;
const WITH_SPOT = 0.42;
const SPOT_AREAS = ['neck', 'upper-back', 'low-back', 'shoulder', 'hip', 'calf', 'jaw', 'forearm'];
const SPOT_TECHNIQUES = ['deep-tissue', 'swedish', 'trigger-point', 'myofascial-release', 'passive-resistive-stretching'];

/** One plausible day: every visit fits, so that booking it never fails. */
export function dayPlan(request: DayRequest): PlannedVisit[] {
  const taken = new Map<string, Interval[]>();
  const visits: PlannedVisit[] = [];
  for (const host of [...request.snapshot.practitioners.values()].filter((one) => HOST_SERVICE[one.discipline])) {
    const service = request.snapshot.servicesByCode.get(HOST_SERVICE[host.discipline]!)!;
    for (const open of openOf(request, host)) {
      for (let start = open.start; start + service.durationMinutes * MINUTE_MS <= open.end; start += service.durationMinutes * MINUTE_MS) {
        if (!request.random.chance(LOAD)) continue;
        const visit = planVisit(request, taken, host, service, start);
        if (visit) visits.push(visit);
      }
    }
  }
  return visits;
}

function planVisit(
  request: DayRequest,
  taken: Map<string, Interval[]>,
  host: Practitioner,
  service: Service,
  start: number,
): PlannedVisit | undefined {
  const { random, people } = request;
  const patient = random.pick(people);
  const leg = legAt(request, taken, host, service, start);
  if (!leg || !isFree(taken, patient.id, leg)) return undefined;
  const spot = random.chance(WITH_SPOT) ? spotBeside(request, taken, patient.id, leg) : undefined;
  const legs = [leg, ...(spot ? [spot.leg] : [])].sort((a, b) => a.start - b.start);
  for (const one of legs)
    for (const id of [one.practitionerId, one.roomId, patient.id])
      taken.set(id, [...(taken.get(id) ?? []), { start: one.start, end: one.end! }]);
  const luck = random.next();
  const lead = random.below(200);
  return {
    patientId: patient.id,
    legs,
    referralId: spot && request.referrals.get(patient.id),
    plan: spot ? { areas: [{ code: random.pick(SPOT_AREAS) }], techniques: [spot.technique] } : undefined,
    fate: luck < 0.08 ? 'missed' : luck < 0.15 ? 'cancelled' : 'kept',
    leadDays: 1 + (lead % 9),
    leadMinutes: lead % 90,
  };
}

function spotBeside(
  request: DayRequest,
  taken: Map<string, Interval[]>,
  patientId: string,
  host: WantedLeg,
): { leg: WantedLeg; technique: string } | undefined {
  const service = request.snapshot.servicesByCode.get('spot-work')!;
  const length = service.durationMinutes * MINUTE_MS;
  for (const start of [host.end!, host.start - length]) {
    for (const therapist of [...request.snapshot.practitioners.values()].filter((one) => one.discipline === 'massage')) {
      const technique = request.random.pick(SPOT_TECHNIQUES.filter((code) => therapist.techniques.includes(code)));
      const leg = legAt(request, taken, therapist, service, start);
      if (leg && technique && isFree(taken, patientId, leg)) return { leg, technique };
    }
  }
  return undefined;
}

function legAt(
  request: DayRequest,
  taken: Map<string, Interval[]>,
  practitioner: Practitioner,
  service: Service,
  start: number,
): WantedLeg | undefined {
  const span = { start, end: start + service.durationMinutes * MINUTE_MS };
  const licensed = request.date <= practitioner.license.expiresOn;
  if (
    !licensed ||
    !practitioner.serviceIds.includes(service.id) ||
    !covers(openOf(request, practitioner), span) ||
    !isFree(taken, practitioner.id, span)
  )
    return undefined;
  const worked = [...(taken.get(practitioner.id) ?? [])].sort((a, b) => a.start - b.start);
  if (service.discipline === 'massage' && excessesOf(practitioner, worked, span).length > 0) return undefined;
  const room = request.snapshot.rooms.find(
    (one) =>
      one.locationId === request.location.id &&
      (service.roomKind === undefined || one.kind === service.roomKind) &&
      isFree(taken, one.id, span),
  );
  return room && { serviceId: service.id, practitionerId: practitioner.id, roomId: room.id, ...span };
}

function openOf(request: DayRequest, practitioner: Practitioner): Interval[] {
  const spans = request.snapshot.workingSpans.get(practitioner.id) ?? [];
  return openIntervals(spans, request.location.id, localDays(request.date, request.date, request.location.timeZone), []);
}

function isFree(taken: ReadonlyMap<string, readonly Interval[]>, id: string, span: { start: number; end?: number }): boolean {
  return (taken.get(id) ?? []).every((one) => one.end <= span.start || one.start >= span.end!);
}
