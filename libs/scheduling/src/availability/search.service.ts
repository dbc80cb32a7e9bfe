import { Injectable } from '@nestjs/common';
import { ClinicService, type ClinicSnapshot, type Location } from '#clinic';
import { addDays, daysBetween, DomainError, refusedField, type LocalDate, type Weekday } from '#kernel';
import { NO_WISHES, PatientsService, type PatientWishes } from '#patients';
import { Database, type Reader, type RequestContext } from '#platform';
import { FactsStore } from '../facts/facts.store.js';
import { offersTechniques, qualifies, suitsRoom } from '../facts/leg.rules.js';
import type { GateRequest, Requirement, SearchConstraint } from '../gates/gate.js';
import { SchedulingExtensions } from '../gates/gates.registry.js';
import type { AreaRef, Plan } from '../visits/visit.types.js';
import { ContinuityStore } from './continuity.store.js';
import { axisWindow, makeAxis } from './leg-starts.js';
import { search } from './search.rules.js';
import type { SearchLeg, SearchQuery, SearchResult } from './search.types.js';

export const MAX_DAYS = 92;
/** Below this many options the desk is told why, and what would help. */
const FEW = 3;
const RELAXED_GAP_MINUTES = 30;
const RELAXED_DAYS = 7;
const RELAXED_LIMIT = 200;

export interface WantedSearchLeg {
  serviceId: string;
  practitionerIds?: string[];
  roomIds?: string[];
  techniques?: string[];
  areas?: AreaRef[];
  durationMinutes?: number;
}

export interface WantedSearch {
  locationId: string;
  from: LocalDate;
  to: LocalDate;
  legs: WantedSearchLeg[];
  patientId?: string;
  referralId?: string;
  movingVisitId?: string;
  order?: 'any' | 'as-listed';
  minGapMinutes?: number;
  maxGapMinutes?: number;
  timeOfDay?: { from: number; to: number };
  weekdays?: Weekday[];
  /** Offers those, too, whom the patient does not wish. */
  ignoreWishes?: boolean;
  limit?: number;
}

/** What is known of the patient of a search beside the calendar. */
interface Person {
  wishes: PatientWishes;
  usualTherapistId?: string;
}

export interface Relaxation {
  /** In the place of the search's own fields these make the wider search, in the body of a request just as here. */
  change: Partial<Pick<WantedSearch, 'maxGapMinutes' | 'to' | 'legs' | 'ignoreWishes'>>;
  options: number;
}

export interface SearchAnswer extends SearchResult {
  location: Location;
  requires: Requirement[];
  relaxations: Relaxation[];
}

/** What the searches of one question share. */
interface Around {
  reader: Reader;
  now: number;
  snapshot: ClinicSnapshot;
  person: Person;
}

/** Loads the facts of a window in a bounded number of queries and hands them to the pure search. */
@Injectable()
export class SearchService {
  constructor(
    private readonly db: Database,
    private readonly clinic: ClinicService,
    private readonly facts: FactsStore,
    private readonly extensions: SchedulingExtensions,
    private readonly patients: PatientsService,
    private readonly continuity: ContinuityStore,
  ) {}

  /** With `explain`, few options are accompanied by what a longer wait, more days or other people would give. */
  async search(ctx: Pick<RequestContext, 'now'>, wanted: WantedSearch, explain = true): Promise<SearchAnswer> {
    const reader = this.db.reader;
    const snapshot = await this.clinic.snapshot(reader);
    const person = await this.person(reader, ctx.now, snapshot, wanted.patientId);
    const around = { reader, now: ctx.now, snapshot, person };
    const answer = await this.once(around, wanted);
    const limit = wanted.limit ?? 20;
    if (explain && answer.options.length < Math.min(FEW, limit))
      answer.relaxations = await this.relax(around, wanted, answer.options.length);
    return answer;
  }

  private async person(reader: Reader, now: number, snapshot: ClinicSnapshot, patientId: string | undefined): Promise<Person> {
    if (patientId === undefined) return { wishes: NO_WISHES };
    const patient = (await this.patients.byIds(reader, [patientId])).get(patientId);
    const usualTherapistId = await this.continuity.usualTherapist(reader, patientId, snapshot, now);
    return { wishes: patient?.wishes ?? NO_WISHES, usualTherapistId };
  }

  private async once({ reader, now, snapshot, person }: Around, wanted: WantedSearch): Promise<SearchAnswer> {
    const location = snapshot.locations.get(wanted.locationId);
    if (!location) throw refusedField('/locationId', 'location-unknown', 'There is no such location.');
    checkWindow(wanted);
    const query = toQuery(snapshot, location, wanted, person);
    const constraints = await this.constraints(reader, now, location, query, wanted);
    const bare = {
      query,
      facts: { now, snapshot, location, window: { start: 0, end: 0 }, absences: [], busy: new Map(), handsOn: [], hasExpired: false },
      constraints,
    };
    const window = axisWindow(makeAxis(bare));
    const facts = await this.facts.load(reader, {
      now,
      snapshot,
      location,
      window,
      practitionerIds: [...new Set(query.legs.flatMap((leg) => [...leg.practitionerIds, ...(leg.hiddenIds ?? [])]))],
      otherResourceIds: [...new Set([...query.legs.flatMap((leg) => leg.roomIds), ...(wanted.patientId ? [wanted.patientId] : [])])],
      ignoreClaims: wanted.movingVisitId ? [wanted.movingVisitId] : [],
    });
    const result = search({ query, facts, constraints });
    return { ...result, location, requires: constraints.flatMap((one) => one.requires ?? []), relaxations: [] };
  }

  private async constraints(
    reader: Reader,
    now: number,
    location: Location,
    query: SearchQuery,
    wanted: WantedSearch,
  ): Promise<SearchConstraint[]> {
    const techniques = [...new Set(query.legs.flatMap((leg) => leg.techniques))];
    const plan: Plan = { techniques, areas: query.legs.flatMap((leg) => leg.areas) };
    const request: GateRequest = {
      now,
      locationId: location.id,
      timeZone: location.timeZone,
      patientId: wanted.patientId,
      referralId: wanted.referralId,
      movingVisitId: wanted.movingVisitId,
      plan,
      legs: query.legs,
      dates: { from: wanted.from, to: wanted.to },
    };
    return Promise.all(this.extensions.gates.map(async (gate) => gate.constrain(await gate.load(reader, request), request)));
  }

  private async relax(around: Around, wanted: WantedSearch, found: number): Promise<Relaxation[]> {
    const changes: Relaxation['change'][] = [];
    if (wanted.legs.length > 1 && (wanted.maxGapMinutes ?? 10) < RELAXED_GAP_MINUTES) {
      changes.push({ maxGapMinutes: RELAXED_GAP_MINUTES });
    }
    const to = addDays(wanted.to, RELAXED_DAYS);
    if (daysBetween(wanted.from, to) < MAX_DAYS) changes.push({ to });
    if (wanted.legs.some((leg) => leg.practitionerIds?.length)) {
      changes.push({ legs: wanted.legs.map((leg) => ({ ...leg, practitionerIds: undefined })) });
    }
    if (around.person.wishes.avoidPractitionerIds.length > 0 && !wanted.ignoreWishes) changes.push({ ignoreWishes: true });
    const relaxations: Relaxation[] = [];
    for (const change of changes) {
      const options = await this.countOf(around, { ...wanted, ...change, limit: RELAXED_LIMIT });
      if (options > found) relaxations.push({ change, options });
    }
    return relaxations;
  }

  /** A wider search may be too wide: then it is no advice, and the answer that was found stands. */
  private async countOf(around: Around, wanted: WantedSearch): Promise<number> {
    try {
      return (await this.once(around, wanted)).options.length;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'search-too-wide') return 0;
      throw error;
    }
  }
}

function checkWindow(wanted: WantedSearch): void {
  const days = daysBetween(wanted.from, wanted.to) + 1;
  if (days < 1)
    throw new DomainError('invalid', 'window-reversed', {
      errors: [{ pointer: '/to', code: 'window-reversed', detail: '`to` lies before `from`.' }],
    });
  if (days > MAX_DAYS) {
    throw new DomainError('invalid', 'window-too-long', {
      errors: [{ pointer: '/to', code: 'window-too-long', detail: `At most ${MAX_DAYS} days.` }],
    });
  }
}

function toQuery(snapshot: ClinicSnapshot, location: Location, wanted: WantedSearch, person: Person): SearchQuery {
  const minGapMinutes = wanted.minGapMinutes ?? 0;
  const maxGapMinutes = wanted.maxGapMinutes ?? Math.max(10, minGapMinutes);
  if (maxGapMinutes < minGapMinutes) {
    throw new DomainError('invalid', 'gap-reversed', {
      errors: [{ pointer: '/maxGapMinutes', code: 'gap-reversed', detail: 'The longest wait is shorter than the shortest.' }],
    });
  }
  const avoided = wanted.ignoreWishes ? [] : person.wishes.avoidPractitionerIds;
  return {
    locationId: location.id,
    from: wanted.from,
    to: wanted.to,
    legs: wanted.legs.map((leg, index) => toLeg(snapshot, location, leg, index, avoided)),
    patientId: wanted.patientId,
    preferredIds: person.wishes.practitionerIds,
    usualTherapistId: person.usualTherapistId,
    order: wanted.order ?? 'any',
    minGapMinutes,
    maxGapMinutes,
    timeOfDay: wanted.timeOfDay,
    weekdays: wanted.weekdays,
    limit: wanted.limit ?? 20,
  };
}

function toLeg(
  snapshot: ClinicSnapshot,
  location: Location,
  wanted: WantedSearchLeg,
  index: number,
  avoided: readonly string[],
): SearchLeg {
  const at = `/legs/${index}`;
  const service = snapshot.services.get(wanted.serviceId);
  if (!service) throw refusedField(`${at}/serviceId`, 'service-unknown', 'There is no such service.');
  const durationMinutes = wanted.durationMinutes ?? service.durationMinutes;
  if (durationMinutes < service.durationMinutes) {
    throw refusedField(`${at}/durationMinutes`, 'too-short', `${service.name} takes ${service.durationMinutes} minutes.`);
  }
  wanted.practitionerIds?.forEach((id, i) => {
    if (!snapshot.practitioners.has(id))
      throw refusedField(`${at}/practitionerIds/${i}`, 'practitioner-unknown', 'There is no such practitioner.');
  });
  wanted.roomIds?.forEach((id, i) => {
    if (!snapshot.rooms.some((room) => room.id === id)) throw refusedField(`${at}/roomIds/${i}`, 'room-unknown', 'There is no such room.');
  });
  wanted.techniques?.forEach((code, i) => {
    if (!snapshot.techniques.has(code))
      throw refusedField(`${at}/techniques/${i}`, 'technique-unknown', `The clinic has no technique "${code}".`);
  });
  wanted.areas?.forEach((area, i) => {
    if (!snapshot.areas.has(area.code)) throw refusedField(`${at}/areas/${i}`, 'area-unknown', `The clinic has no area "${area.code}".`);
  });
  const massage = service.discipline === 'massage';
  const techniques = massage ? (wanted.techniques ?? []) : [];
  const wished = (id: string, list: string[] | undefined) => !list?.length || list.includes(id);
  const able = [...snapshot.practitioners.values()]
    .filter((one) => qualifies(one, service, location.id) && offersTechniques(one, service, techniques))
    .map((one) => one.id)
    .filter((id) => wished(id, wanted.practitionerIds));
  // Who is named is meant: the desk has decided.
  const isHidden = (id: string) => avoided.includes(id) && !wanted.practitionerIds?.includes(id);
  const rooms = snapshot.rooms.filter((room) => suitsRoom(room, service, location.id) && wished(room.id, wanted.roomIds));
  return {
    service,
    durationMinutes,
    techniques,
    areas: massage ? (wanted.areas ?? []) : [],
    practitionerIds: able.filter((id) => !isHidden(id)),
    hiddenIds: able.filter(isHidden),
    roomIds: rooms.map((room) => room.id),
  };
}
