import type { Catalog } from '../api/queries';
import type { AreaRef, LocalDate, Option, SearchLeg, SearchRequest, Service, Slot, Visit, Weekday } from '../api/types';
import type { FindDefaults } from '../preferences';
import { addDays, inOrderOfTime } from '../time/wall';

export type Order = 'after' | 'before' | 'either';
export type Days = 'day' | 'week' | 'range';

/** When a visit may be: shared by finding a new time and by moving a visit. */
export interface WhenForm {
  days: Days;
  from?: LocalDate;
  to?: LocalDate;
  weekdays: Weekday[];
  /** `HH:MM`, empty: any. */
  timeFrom: string;
  timeTo: string;
  maxWait: number;
  /** Those, too, whom the patient avoids. */
  ignoreWishes?: boolean;
}

export interface FindForm extends WhenForm {
  /** `null`: no such leg. */
  hostServiceId: string | null;
  hostPractitionerId: string | null;
  spotServiceId: string | null;
  spotPractitionerId: string | null;
  areas: AreaRef[];
  techniques: string[];
  order: Order;
  /** `undefined`: not decided yet, the first one that fits is taken; `null`: none. */
  referralId: string | null | undefined;
  /** Taken rather than another one, while it can be used. */
  sameReferralId?: string;
  notes: string;
  /** They use a device or a brace, and are asked to bring it. */
  bringAid: boolean;
}

export const WAITS = [0, 5, 10, 15, 20, 30, 45, 60];
export const OPTIONS_SHOWN = 8;

export const ANY_TIME: WhenForm = { days: 'day', weekdays: [], timeFrom: '', timeTo: '', maxWait: 10 };

export const isSpot = (service: Pick<Service, 'role'>): boolean => service.role !== 'host';

/** The form as this desk left it last time, without anything about a patient. */
export function initialForm(catalog: Catalog, defaults: FindDefaults): FindForm {
  const hosts = catalog.services.filter((service) => service.role === 'host');
  const spots = catalog.services.filter(isSpot);
  const pick = (services: Service[], code: string | null | undefined, fallback: Service | undefined) =>
    code === null ? null : ((services.find((service) => service.code === code) ?? fallback)?.id ?? null);
  return {
    ...ANY_TIME,
    days: defaults.days === 'range' ? 'week' : (defaults.days ?? 'day'),
    maxWait: defaults.maxWait ?? ANY_TIME.maxWait,
    hostServiceId: pick(hosts, defaults.hostServiceCode, hosts.find((service) => service.code === 'adjustment') ?? hosts[0]),
    hostPractitionerId: null,
    spotServiceId: pick(spots, defaults.spotServiceCode, spots.find((service) => service.role === 'spot') ?? spots[0]),
    spotPractitionerId: null,
    areas: [],
    techniques: [],
    order: defaults.order ?? 'after',
    referralId: undefined,
    notes: '',
    bringAid: false,
  };
}

/** What is worth remembering of a form. */
export function defaultsOf(form: FindForm, catalog: Catalog): FindDefaults {
  const code = (id: string | null) => (id === null ? null : catalog.serviceById.get(id)?.code);
  return {
    hostServiceCode: code(form.hostServiceId),
    spotServiceCode: code(form.spotServiceId),
    order: form.order,
    maxWait: form.maxWait,
    days: form.days,
  };
}

interface Around {
  limit?: number;
  locationId: string;
  /** The day of the board. */
  date: LocalDate;
  patientId?: string;
}

/** The search that a form means; nothing if no service is chosen. */
export function searchOf(form: FindForm, around: Around): SearchRequest | undefined {
  const host = legOf(form.hostServiceId, form.hostPractitionerId);
  const spot = legOf(form.spotServiceId, form.spotPractitionerId);
  if (spot && form.areas.length > 0) spot.areas = form.areas;
  if (spot && form.techniques.length > 0) spot.techniques = form.techniques;
  const legs = (form.order === 'before' ? [spot, host] : [host, spot]).filter((leg) => leg !== undefined);
  if (legs.length === 0) return undefined;
  return {
    locationId: around.locationId,
    ...windowOf(form, around.date),
    legs,
    patientId: around.patientId,
    referralId: form.referralId ?? undefined,
    order: form.order === 'either' || legs.length < 2 ? 'any' : 'as-listed',
    limit: around.limit ?? OPTIONS_SHOWN,
  };
}

/** The search for another time of a visit: its live legs, with the same people or anyone. */
export function moveSearchOf(visit: Visit, when: WhenForm, sameTeam: boolean, date: LocalDate, catalog: Catalog): SearchRequest {
  const legs = movableLegs(visit).map((leg): SearchLeg => {
    const service = catalog.serviceById.get(leg.serviceId);
    const planned = service && isSpot(service) ? { areas: visit.plan?.areas, techniques: visit.plan?.techniques } : {};
    return { serviceId: leg.serviceId, practitionerIds: sameTeam ? [leg.practitionerId] : undefined, ...planned };
  });
  return {
    locationId: visit.locationId,
    ...windowOf(when, date),
    legs,
    patientId: visit.patient.id,
    referralId: visit.referralId,
    movingVisitId: visit.id,
    order: 'any',
  };
}

/** The form that finds once more what a visit was: its services in their order, the same people, its plan. */
export function formAgain(visit: Visit, form: FindForm, catalog: Pick<Catalog, 'serviceById' | 'practitionerById'>): FindForm {
  const live = visit.legs.filter((leg) => leg.status !== 'cancelled');
  const legs = inOrderOfTime(live.length > 0 ? live : visit.legs).filter(({ serviceId }) => catalog.serviceById.has(serviceId));
  const isSpotLeg = ({ serviceId }: Slot) => isSpot(catalog.serviceById.get(serviceId)!);
  const [host, spot] = [legs.find((leg) => !isSpotLeg(leg)), legs.find(isSpotLeg)];
  const who = (leg: Slot | undefined) =>
    leg && catalog.practitionerById.get(leg.practitionerId)?.serviceIds.includes(leg.serviceId) ? leg.practitionerId : null;
  const { areas = [], techniques = [], notes = '', bringAid = false } = visit.plan ?? {};
  return {
    ...form,
    hostServiceId: host?.serviceId ?? null,
    hostPractitionerId: who(host),
    spotServiceId: spot?.serviceId ?? null,
    spotPractitionerId: who(spot),
    order: !host || !spot ? form.order : legs.indexOf(host) < legs.indexOf(spot) ? 'after' : 'before',
    areas,
    techniques,
    notes,
    bringAid,
    referralId: visit.referralId === undefined ? null : undefined,
    sameReferralId: visit.referralId,
  };
}

export const movableLegs = (visit: Visit): Visit['legs'] => visit.legs.filter((leg) => leg.status === 'booked');

/** Which leg of a visit goes where: option legs are found by service, twins in the order of time. */
export function placeLegs(visit: Visit, option: Option): { id: string; practitionerId: string; roomId: string; start: string }[] {
  const rest = inOrderOfTime(movableLegs(visit));
  return option.legs.map((place) => {
    const twin = rest.findIndex((leg) => leg.serviceId === place.serviceId && leg.practitionerId === place.practitionerId);
    const index = twin >= 0 ? twin : rest.findIndex((leg) => leg.serviceId === place.serviceId);
    const [leg] = rest.splice(index, 1);
    if (index < 0 || !leg) throw new Error('The option does not fit the visit.');
    return { id: leg.id, practitionerId: place.practitionerId, roomId: place.roomId, start: place.start };
  });
}

function windowOf(
  when: WhenForm,
  date: LocalDate,
): Pick<SearchRequest, 'from' | 'to' | 'weekdays' | 'timeOfDay' | 'maxGapMinutes' | 'ignoreWishes'> {
  const from = when.days === 'range' ? (when.from ?? date) : date;
  const wished = when.days === 'day' ? from : when.days === 'week' ? addDays(from, 6) : (when.to ?? addDays(from, 13));
  const latest = addDays(from, 91);
  const to = wished < from ? from : wished > latest ? latest : wished;
  return {
    from,
    to,
    weekdays: when.days === 'day' || when.weekdays.length === 0 ? undefined : when.weekdays,
    timeOfDay: when.timeFrom || when.timeTo ? { from: when.timeFrom || '00:00', to: when.timeTo || '23:59' } : undefined,
    maxGapMinutes: when.maxWait,
    ignoreWishes: when.ignoreWishes,
  };
}

function legOf(serviceId: string | null, practitionerId: string | null): SearchLeg | undefined {
  if (serviceId === null) return undefined;
  return { serviceId, practitionerIds: practitionerId === null ? undefined : [practitionerId] };
}

/** Two offers are the same if times, people and rooms are. */
export function optionKey(option: { legs: readonly Slot[] }): string {
  return option.legs.map((leg) => `${leg.start}/${leg.practitionerId}/${leg.roomId}`).join('|');
}
