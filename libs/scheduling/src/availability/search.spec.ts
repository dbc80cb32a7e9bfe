import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import fc from 'fast-check';
import type { ClinicService, ClinicSnapshot, Location, Practitioner, Room, Service } from '#clinic';
import { addDays, eachDate, dayInterval, MINUTE_MS, toInstant } from '#kernel';
import type { PatientsService } from '#patients';
import type { Database } from '#platform';
import type { Busy, Facts, HandsOn } from '../facts/facts.js';
import type { FactsStore } from '../facts/facts.store.js';
import { findConflict, judgeLegs } from '../facts/leg.rules.js';
import type { BookingLeg } from '../gates/gate.js';
import { SchedulingExtensions } from '../gates/gates.registry.js';
import type { ContinuityStore } from './continuity.store.js';
import { SearchInputDto } from './search.dto.js';
import { search } from './search.rules.js';
import { SearchService } from './search.service.js';
import type { FoundOption, SearchInput, SearchQuery } from './search.types.js';

const ZONE = 'America/New_York';
const LOCATION: Location = {
  id: 'loc',
  name: 'Test',
  timeZone: ZONE,
  address: '',
  phone: '',
  gridMinutes: 5,
  quietHours: { from: '21:00', to: '08:00' },
  reminders: [],
  version: 1,
};

function service(id: string, discipline: Service['discipline'], durationMinutes: number, before = 0, after = 0): Service {
  return {
    id,
    code: id,
    name: id,
    discipline,
    role: discipline === 'massage' ? 'spot' : 'host',
    durationMinutes,
    bufferBeforeMinutes: before,
    bufferAfterMinutes: after,
    roomKind: discipline === 'massage' ? 'bay' : 'room',
    cancellationNoticeHours: 0,
    requiresReferral: false,
    version: 1,
  };
}

function practitioner(id: string, serviceId: string, extra: Partial<Practitioner> = {}): Practitioner {
  return {
    id,
    displayName: id,
    discipline: 'massage',
    email: '',
    license: { number: '1', expiresOn: '2030-01-01' },
    techniques: [],
    serviceIds: [serviceId],
    locationIds: ['loc'],
    demo: false,
    version: 1,
    ...extra,
  };
}

interface World {
  services: Service[];
  practitioners: Practitioner[];
  rooms: Room[];
  hours: { from: number; to: number };
  busy: { id: string; start: number; minutes: number }[];
  /** Booked massage: it counts, and is in the way. */
  massage?: { id: string; start: number; minutes: number }[];
  date: string;
}

function factsOf(world: World, now: number): Facts {
  const spans = new Map(
    world.practitioners.map((one) => [
      one.id,
      (['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const).map((weekday) => ({
        practitionerId: one.id,
        locationId: 'loc',
        weekday,
        fromMinute: world.hours.from,
        toMinute: world.hours.to,
      })),
    ]),
  );
  const snapshot: ClinicSnapshot = {
    version: 1,
    locations: new Map([['loc', LOCATION]]),
    rooms: world.rooms,
    services: new Map(world.services.map((one) => [one.id, one])),
    servicesByCode: new Map(),
    practitioners: new Map(world.practitioners.map((one) => [one.id, one])),
    techniques: new Map(),
    areas: new Map(),
    workingSpans: spans,
  };
  const busy = new Map<string, Busy[]>();
  const handsOn: HandsOn[] = [];
  for (const one of [...world.busy, ...(world.massage ?? [])]) {
    const start = dayInterval(world.date, ZONE).start + one.start * MINUTE_MS;
    busy.set(one.id, [...(busy.get(one.id) ?? []), { start, end: start + one.minutes * MINUTE_MS, claimId: 'x' }]);
  }
  for (const one of world.massage ?? []) {
    const start = dayInterval(world.date, ZONE).start + one.start * MINUTE_MS;
    handsOn.push({ practitionerId: one.id, start, end: start + one.minutes * MINUTE_MS, visitId: 'x' });
  }
  return { now, snapshot, location: LOCATION, window: { start: 0, end: 0 }, absences: [], busy, handsOn, hasExpired: false };
}

function queryOf(world: World, patientId: string | undefined, limit: number): SearchQuery {
  return {
    locationId: 'loc',
    from: world.date,
    to: world.date,
    legs: world.services.map((one) => ({
      service: one,
      durationMinutes: one.durationMinutes,
      techniques: [],
      areas: [],
      practitionerIds: world.practitioners.filter((p) => p.serviceIds.includes(one.id)).map((p) => p.id),
      roomIds: world.rooms.filter((room) => room.kind === one.roomKind).map((room) => room.id),
    })),
    patientId,
    order: 'any',
    minGapMinutes: 0,
    maxGapMinutes: 10,
    limit,
  };
}

/** The slow obvious version: every grid start, every order, gap, practitioner and room, judged as a booking is. */
function bruteForce(world: World, facts: Facts, patientId: string | undefined): Set<string> {
  const found = new Set<string>();
  const day = dayInterval(world.date, ZONE);
  const orders =
    world.services.length === 1
      ? [[0]]
      : [
          [0, 1],
          [1, 0],
        ];
  const gaps = world.services.length === 1 ? [0] : [0, 5, 10];
  const people = (index: number) => world.practitioners.filter((p) => p.serviceIds.includes(world.services[index]!.id));
  const place = (legs: BookingLeg[], order: number[], at: number, gap: number): void => {
    if (legs.length === order.length) {
      if (judgeLegs(facts, legs).length === 0 && !findConflict(facts, legs, patientId)) found.add(keyOf(legs));
      return;
    }
    const one = world.services[order[legs.length]!]!;
    for (const person of people(order[legs.length]!)) {
      for (const room of world.rooms.filter((candidate) => candidate.kind === one.roomKind)) {
        const leg = {
          service: one,
          techniques: [],
          areas: [],
          practitionerId: person.id,
          roomId: room.id,
          start: at,
          end: at + one.durationMinutes * MINUTE_MS,
        };
        // A leg that does not fit alone fits in no visit.
        if (judgeLegs(facts, [leg]).length === 0 && !findConflict(facts, [leg], patientId))
          place([...legs, leg], order, leg.end + gap * MINUTE_MS, gap);
      }
    }
  };
  for (const order of orders)
    for (const gap of gaps) for (let at = day.start; at < day.end; at += 5 * MINUTE_MS) if (at >= facts.now) place([], order, at, gap);
  return found;
}

function keyOf(legs: readonly { practitionerId: string; start: number }[]): string {
  return legs.map((leg) => `${leg.practitionerId}@${leg.start}`).join('|');
}

const worlds: fc.Arbitrary<Omit<World, 'practitioners'>> = fc.record({
  services: fc.constantFrom<Service[][]>(
    [service('host', 'chiropractic', 15), service('spot', 'massage', 15)],
    [service('host', 'chiropractic', 20, 0, 5), service('spot', 'massage', 15, 5, 10)],
    [service('spot', 'massage', 30, 5, 5)],
  ),
  rooms: fc.constantFrom<Room[][]>(
    [
      { id: 'room1', locationId: 'loc', name: '', kind: 'room', version: 1 },
      { id: 'bay1', locationId: 'loc', name: '', kind: 'bay', version: 1 },
    ],
    [
      { id: 'bay1', locationId: 'loc', name: '', kind: 'bay', version: 1 },
      { id: 'bay2', locationId: 'loc', name: '', kind: 'bay', version: 1 },
      { id: 'room1', locationId: 'loc', name: '', kind: 'room', version: 1 },
    ],
  ),
  hours: fc.record({ from: fc.constantFrom(480, 485, 60, 545), to: fc.constantFrom(600, 607, 660) }),
  busy: fc.array(
    fc.record({
      id: fc.constantFrom('h1', 'h2', 's1', 's2', 'room1', 'bay1', 'bay2', 'pat'),
      start: fc.integer({ min: 60, max: 700 }),
      minutes: fc.integer({ min: 1, max: 40 }),
    }),
    { maxLength: 14 },
  ),
  // A plain day and both clock changes of 2027.
  date: fc.constantFrom('2027-02-03', '2027-03-14', '2027-11-07'),
});

function withPeople(world: Omit<World, 'practitioners'>): World {
  return {
    ...world,
    practitioners: [
      practitioner('h1', 'host', { discipline: 'chiropractic' }),
      practitioner('h2', 'host', { discipline: 'chiropractic', license: { number: '2', expiresOn: '2027-06-01' } }),
      practitioner('s1', 'spot'),
      practitioner('s2', 'spot', { handsOnMinutesPerDay: 20 }),
    ],
  };
}

describe('search', () => {
  it('offers exactly what booking accepts, on plain days and on days with a clock change', () => {
    fc.assert(
      fc.property(worlds, fc.boolean(), fc.integer({ min: 0, max: 700 }), (shape, withPatient, nowMinute) => {
        const world = withPeople(shape);
        const now = dayInterval(world.date, ZONE).start + nowMinute * MINUTE_MS;
        const facts = factsOf(world, now);
        const patientId = withPatient ? 'pat' : undefined;
        const found = search({ query: queryOf(world, patientId, 100_000), facts, constraints: [] });
        expect(new Set(found.options.map((option) => keyOf(option.legs)))).toEqual(bruteForce(world, facts, patientId));
        expect(found.options.length).toBe(new Set(found.options.map((option) => keyOf(option.legs))).size);
        for (const option of found.options)
          expect(
            findConflict(
              facts,
              option.legs.map((leg) => ({ ...leg, service: facts.snapshot.services.get(leg.serviceId)!, techniques: [], areas: [] })),
              patientId,
            ),
          ).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('asks for budgets and breaks exactly as booking does, of one massage and of two in one visit', () => {
    const limits = fc
      .record({
        handsOnMinutesPerDay: fc.constantFrom(undefined, 30, 45, 75),
        rest: fc.constantFrom<Partial<Practitioner>>(
          {},
          { breakAfterMinutes: 15, breakMinutes: 5 },
          { breakAfterMinutes: 30, breakMinutes: 15 },
          { breakAfterMinutes: 35, breakMinutes: 7 },
          { breakAfterMinutes: 45, breakMinutes: 60 },
          { breakAfterMinutes: 10, breakMinutes: 10 },
        ),
      })
      .map(({ handsOnMinutesPerDay, rest }) => ({ handsOnMinutesPerDay, ...rest }));
    const massages = fc.array(
      fc.record({ id: fc.constantFrom('s1', 's2'), start: fc.integer({ min: 430, max: 670 }), minutes: fc.integer({ min: 3, max: 30 }) }),
      { maxLength: 7 },
    );
    const pair = [service('spot', 'massage', 15, 0, 5), service('other', 'massage', 20)];
    const kinds = fc.constantFrom<Service[][]>(pair, [pair[0]!], [service('host', 'chiropractic', 15), service('spot', 'massage', 15)]);
    let refused = 0;
    fc.assert(
      fc.property(worlds, kinds, massages, limits, limits, (shape, services, massage, first, second) => {
        const gives = { serviceIds: ['spot', 'other'] };
        const host = practitioner('h1', 'host', { discipline: 'chiropractic' });
        const therapists = [practitioner('s1', 'spot', { ...first, ...gives }), practitioner('s2', 'spot', { ...second, ...gives })];
        const busy = shape.busy.slice(0, 4);
        const world = { ...shape, services, massage, busy, practitioners: [host, ...therapists] };
        const facts = factsOf(world, dayInterval(world.date, ZONE).start);
        const query = queryOf(world, undefined, 100_000);
        const found = search({ query, facts, constraints: [] });
        expect(new Set(found.options.map((option) => keyOf(option.legs)))).toEqual(bruteForce(world, facts, undefined));
        const counted = found.rejected.filter((one) => ['hands-on-budget', 'break-needed'].includes(one.reason));
        for (const { limits: behind } of counted) expect(behind!.length).toBeGreaterThan(0);
        refused += counted.length;
      }),
      { numRuns: 30 },
    );
    expect(refused).toBeGreaterThan(5);
  });

  it('orders by wait, day, adjacency, start and ids, and a smaller limit gives a prefix', () => {
    fc.assert(
      fc.property(worlds, (shape) => {
        const world = withPeople(shape);
        const facts = factsOf(world, dayInterval(world.date, ZONE).start);
        const all = search({ query: queryOf(world, undefined, 100_000), facts, constraints: [] }).options;
        const waits = all.map((option: FoundOption) => option.waitMinutes);
        expect(waits).toEqual([...waits].sort((a, b) => a - b));
        const few = search({ query: queryOf(world, undefined, 7), facts, constraints: [] }).options;
        expect(few).toEqual(all.slice(0, 7));
      }),
      { numRuns: 60 },
    );
  });

  it('finds in a window of many days what it finds day by day', () => {
    const dates = eachDate('2027-03-05', '2027-03-18');
    fc.assert(
      fc.property(worlds, fc.constantFrom(1, 7, 60, 100_000), (shape, limit) => {
        const world = withPeople({ ...shape, date: '2027-03-14' });
        const facts = factsOf(world, dayInterval(dates[0]!, ZONE).start);
        const inWindow = (from: string, to: string) =>
          search({ query: { ...queryOf(world, undefined, limit), from, to }, facts, constraints: [] }).options;
        const perDay = dates.map((date) => inWindow(date, date));
        const byWait = [0, 5, 10].flatMap((wait) => perDay.flatMap((options) => options.filter((one) => one.waitMinutes === wait)));
        expect(inWindow(dates[0]!, dates.at(-1)!)).toEqual(byWait.slice(0, limit));
      }),
      { numRuns: 20 },
    );
  });

  it('offers each option once, whichever of two like legs comes first', () => {
    const people = fc.subarray(['s1', 's2', 's3'], { minLength: 1 });
    const pairs = fc.oneof(
      people.map((all) => ({ first: all, second: all, code: 'spot' })),
      fc.record({ first: people, second: people, code: fc.constantFrom('spot', 'other') }),
    );
    const services = [service('spot', 'massage', 15), service('other', 'massage', 15)];
    const give = { serviceIds: ['spot', 'other'], handsOnMinutesPerDay: 40 };
    const keyWithService = ({ legs }: FoundOption) => `${legs.map((leg) => leg.serviceId).join()} ${keyOf(legs)}`;
    fc.assert(
      fc.property(worlds, pairs, (shape, { first, second, code }) => {
        const world = { ...shape, services, practitioners: ['s1', 's2', 's3'].map((id) => practitioner(id, 'spot', give)) };
        const facts = factsOf(world, dayInterval(world.date, ZONE).start);
        const base = queryOf(world, undefined, 100_000);
        const one = { ...base.legs[0]!, practitionerIds: first };
        const two = { ...base.legs[code === 'spot' ? 0 : 1]!, practitionerIds: second };
        const found = (query: Partial<SearchQuery>) => search({ query: { ...base, ...query }, facts, constraints: [] }).options;
        const any = found({ legs: [one, two] });
        const inOrder = [
          [one, two],
          [two, one],
        ].flatMap((legs) => found({ legs, order: 'as-listed' }));
        expect(new Set(any.map(keyWithService))).toEqual(new Set(inOrder.map(keyWithService)));
        expect(new Set(any.map(keyWithService)).size).toBe(any.length);
        expect(found({ legs: [one, two], limit: 3 })).toEqual(any.slice(0, 3));
      }),
      { numRuns: 60 },
    );
  });

  it('looks no further ahead than may be booked', () => {
    const world = withPeople({
      services: [service('spot', 'massage', 15)],
      rooms: [{ id: 'bay1', locationId: 'loc', name: '', kind: 'bay', version: 1 }],
      hours: { from: 480, to: 600 },
      busy: [],
      date: '2027-02-03',
    });
    const twoYearsBefore = toInstant('2027-02-03', 507, ZONE) - 731 * 86_400_000;
    const facts = factsOf(world, twoYearsBefore);
    const found = search({ query: queryOf(world, undefined, 500), facts, constraints: [] });
    expect(new Set(found.options.map((option) => keyOf(option.legs)))).toEqual(bruteForce(world, facts, undefined));
    expect(Math.max(...found.options.map((option) => option.start))).toBe(toInstant('2027-02-03', 505, ZONE));
  });

  it('says why nothing fits', () => {
    const world = withPeople({
      services: [service('spot', 'massage', 15)],
      rooms: [],
      hours: { from: 480, to: 600 },
      busy: [],
      date: '2027-02-03',
    });
    const found = search({
      query: queryOf(world, undefined, 20),
      facts: factsOf(world, dayInterval(world.date, ZONE).start),
      constraints: [],
    });
    expect(found.options).toEqual([]);
    // 2 therapists × 288 starts; 08:00–09:45 is 22 starts each that only the missing room forbids.
    expect(found.considered).toBe(576);
    expect(found.rejected).toContainEqual({ reason: 'no-room', count: 44 });
    expect(found.rejected.reduce((sum, one) => sum + one.count, 0)).toBe(576);
  });

  it('says whose hands-on limits took times away, and counts each start once', () => {
    const world: World = {
      services: [service('spot', 'massage', 15)],
      practitioners: [
        practitioner('s1', 'spot', { handsOnMinutesPerDay: 40 }),
        practitioner('s2', 'spot', { breakAfterMinutes: 30, breakMinutes: 20 }),
      ],
      rooms: [{ id: 'bay1', locationId: 'loc', name: '', kind: 'bay', version: 1 }],
      hours: { from: 480, to: 600 },
      busy: [],
      massage: [
        { id: 's1', start: 480, minutes: 30 },
        { id: 's2', start: 480, minutes: 30 },
      ],
      date: '2027-02-03',
    };
    const input = { query: queryOf(world, undefined, 500), facts: factsOf(world, dayInterval(world.date, ZONE).start), constraints: [] };
    const { options, rejected, considered } = search(input);
    // From 510 on for 20 minutes nobody has had the break; at 530 it is over.
    expect(Math.min(...options.map((option) => option.start))).toBe(toInstant(world.date, 530, ZONE));
    expect(rejected).toContainEqual({
      reason: 'hands-on-budget',
      count: 22,
      limits: [{ practitionerId: 's1', date: world.date, budgetMinutes: 40, bookedMinutes: 30 }],
    });
    expect(rejected).toContainEqual({
      reason: 'break-needed',
      count: 10,
      limits: [{ practitionerId: 's2', date: world.date, breakAfterMinutes: 30, breakMinutes: 20 }],
    });
    expect(rejected.reduce((sum, one) => sum + one.count, 0) + options.length).toBe(considered);
  });

  describe('ranks people', () => {
    const bays = ['bay1', 'bay2'].map((id) => ({ id, locationId: 'loc', name: '', kind: 'bay', version: 1 }));
    const world = (extra: Partial<Practitioner> = {}, massage: World['massage'] = []): World => ({
      services: [service('spot', 'massage', 15)],
      practitioners: ['s1', 's2', 's3'].map((id) => practitioner(id, 'spot', extra)),
      rooms: bays,
      hours: { from: 480, to: 525 },
      busy: [],
      massage,
      date: '2027-02-03',
    });
    const found = (of: World, wish: Partial<SearchQuery> = {}, hiddenIds: string[] = []) => {
      const base = queryOf(of, 'pat', 500);
      const legs = base.legs.map((leg) => ({
        ...leg,
        practitionerIds: leg.practitionerIds.filter((id) => !hiddenIds.includes(id)),
        hiddenIds,
      }));
      return search({ query: { ...base, legs, ...wish }, facts: factsOf(of, dayInterval(of.date, ZONE).start), constraints: [] });
    };
    const people = ({ options }: { options: FoundOption[] }) => [...new Set(options.map((option) => option.legs[0]!.practitionerId))];

    it('after adjacency: the wished first, then the usual therapist, then by start', () => {
      // Both ends of the open time touch it: there the order of people shows.
      const ends = found(world(), { usualTherapistId: 's3', preferredIds: ['s2'] }).options.slice(0, 6);
      const nameAndStart = ends.map((option) => [option.legs[0]!.practitionerId, (option.start - ends[0]!.start) / MINUTE_MS]);
      expect(nameAndStart).toEqual([
        ['s2', 0],
        ['s2', 30],
        ['s3', 0],
        ['s3', 30],
        ['s1', 0],
        ['s1', 30],
      ]);
      expect(ends.map(({ usualTherapist, preferred }) => [usualTherapist, preferred])).toEqual([
        [undefined, true],
        [undefined, true],
        [true, undefined],
        [true, undefined],
        [undefined, undefined],
        [undefined, undefined],
      ]);
      expect(people(found(world()))).toEqual(['s1', 's2', 's3']);
    });

    it('then who has the least massage on that day, if it is counted for all of them', () => {
      const massage = [
        { id: 's1', start: 600, minutes: 30 },
        { id: 's2', start: 600, minutes: 15 },
      ];
      expect(people(found(world({ handsOnMinutesPerDay: 300 }, massage)))).toEqual(['s3', 's2', 's1']);
      expect(people(found(world({ handsOnMinutesPerDay: 300 }, massage), { usualTherapistId: 's1' }))).toEqual(['s1', 's3', 's2']);
      expect(people(found(world({}, massage)))).toEqual(['s1', 's2', 's3']);
    });

    it('never offers whom the patient avoids, and counts what that hides', () => {
      const { options, rejected, considered } = found(world(), {}, ['s2']);
      expect(people({ options })).toEqual(['s1', 's3']);
      // 08:00 to 08:30, every 5 minutes: what would have fit.
      expect(rejected).toContainEqual({ reason: 'patient-wish', count: 7 });
      expect(rejected.reduce((sum, one) => sum + one.count, 0) + options.length).toBe(considered);
    });

    it('orders totally: a smaller limit gives a prefix', () => {
      const of = world({ handsOnMinutesPerDay: 300 }, [{ id: 's1', start: 600, minutes: 30 }]);
      const wish = { usualTherapistId: 's3', preferredIds: ['s1'] };
      const all = found(of, wish).options;
      for (const limit of [1, 4, 9]) expect(found(of, { ...wish, limit }).options).toEqual(all.slice(0, limit));
    });
  });

  it('starts only inside what a gate allows', () => {
    const world = withPeople({
      services: [service('spot', 'massage', 15)],
      rooms: [{ id: 'bay1', locationId: 'loc', name: '', kind: 'bay', version: 1 }],
      hours: { from: 480, to: 600 },
      busy: [],
      date: '2027-02-03',
    });
    const nine = toInstant('2027-02-03', 540, ZONE);
    const input: SearchInput = {
      query: queryOf(world, undefined, 500),
      facts: factsOf(world, dayInterval(world.date, ZONE).start),
      constraints: [{ startsWithin: [{ start: nine, end: nine + 10 * MINUTE_MS }] }],
    };
    const starts = [...new Set(search(input).options.map((option) => option.start))].sort();
    expect(starts).toEqual([nine, nine + 5 * MINUTE_MS]);
  });

  it.each([20, 10])('refuses a search with too many combinations of %i people', (count) => {
    const world = withPeople({
      services: [],
      rooms: [{ id: 'bay1', locationId: 'loc', name: '', kind: 'bay', version: 1 }],
      hours: { from: 480, to: 1080 },
      busy: [],
      date: '2027-02-03',
    });
    const spot = service('spot', 'massage', 15);
    const people = Array.from({ length: count }, (_, i) => practitioner(`s${i + 10}`, 'spot'));
    const wide = { ...world, services: [spot], practitioners: people };
    const one = queryOf(wide, undefined, 20).legs[0]!;
    const query = {
      ...queryOf(wide, undefined, 200),
      legs: [one, one, one, one],
      from: '2027-02-03',
      to: eachDate('2027-02-03', addDays('2027-02-03', 10)).at(-1)!,
    };
    expect(() => search({ query, facts: factsOf(wide, dayInterval(wide.date, ZONE).start), constraints: [] })).toThrow(
      expect.objectContaining({ code: 'search-too-wide' }),
    );
  });

  // The waits alone have 241³ combinations here: to list them took gigabytes.
  it('looks at waits by the minute only as far as it has to', () => {
    const spot = service('spot', 'massage', 16);
    const world: World = {
      services: [spot, spot, spot, spot],
      practitioners: [practitioner('s1', 'spot')],
      rooms: [{ id: 'bay1', locationId: 'loc', name: '', kind: 'bay', version: 1 }],
      hours: { from: 480, to: 600 },
      busy: [],
      date: '2027-02-03',
    };
    const facts = factsOf(world, dayInterval(world.date, ZONE).start);
    const query = { ...queryOf(world, undefined, 8), maxGapMinutes: 240 };
    const begun = performance.now();
    // Each wait is 4 minutes: the next start on the grid.
    expect(search({ query, facts, constraints: [] }).options.map((option) => option.waitMinutes)).toEqual(Array(8).fill(12));
    const all = { ...query, to: '2027-03-04', limit: 100_000 };
    expect(() => search({ query: all, facts, constraints: [] })).toThrow(expect.objectContaining({ code: 'search-too-wide' }));
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  // Trying every combination of waits took minutes here.
  it('says in time that nothing fits, however many orders and waits there are', () => {
    const world = withPeople({
      services: [],
      rooms: [{ id: 'bay1', locationId: 'loc', name: '', kind: 'bay', version: 1 }],
      hours: { from: 480, to: 540 },
      busy: [],
      date: '2027-02-03',
    });
    const short = service('short', 'massage', 15);
    const long = service('long', 'massage', 45);
    const people = Array.from({ length: 5 }, (_, i) => practitioner(`s${i + 10}`, 'short', { serviceIds: ['short', 'long'] }));
    const full = { ...world, services: [short, long], practitioners: people };
    const [a, b] = queryOf(full, undefined, 20).legs;
    const query = { ...queryOf(full, undefined, 20), legs: [a!, b!, a!, a!], to: '2027-04-30', minGapMinutes: 0, maxGapMinutes: 240 };
    const found = search({ query, facts: factsOf(full, dayInterval(full.date, ZONE).start), constraints: [] });
    expect(found.options).toEqual([]);
    expect(found.rejected.map((one) => one.reason)).toContain('no-adjacent-time');
  });
});

describe('relaxations', () => {
  it('are fields of the body that give as many different options as they say', async () => {
    const spot = service('spot', 'massage', 15);
    const world: World = {
      services: [spot],
      practitioners: [practitioner('s1', 'spot'), practitioner('s2', 'spot')],
      rooms: [{ id: 'bay1', locationId: 'loc', name: '', kind: 'bay', version: 1 }],
      hours: { from: 480, to: 530 },
      // Only 08:00 and then 08:30 or 08:35 are left of the day.
      busy: [{ id: 's1', start: 495, minutes: 15 }],
      date: '2027-02-03',
    };
    const facts = factsOf(world, dayInterval(world.date, ZONE).start);
    const searches = new SearchService(
      { reader: {} } as Database,
      { snapshot: () => Promise.resolve(facts.snapshot) } as ClinicService,
      { load: () => Promise.resolve(facts) } as unknown as FactsStore,
      new SchedulingExtensions(),
      {} as PatientsService,
      {} as ContinuityStore,
    );
    const leg = { serviceId: 'spot', practitionerIds: ['s1'], roomIds: ['bay1'] };
    const wanted = { locationId: 'loc', from: world.date, to: world.date, legs: [leg, leg] };
    const { options, relaxations } = await searches.search(facts, wanted);
    expect(options).toEqual([]);
    const anyone = { serviceId: 'spot', roomIds: ['bay1'] };
    expect(relaxations.map((one) => one.change)).toEqual([{ maxGapMinutes: 30 }, { to: '2027-02-10' }, { legs: [anyone, anyone] }]);
    expect(relaxations[0]!.options).toBe(2);
    for (const one of relaxations) {
      const body = { ...wanted, ...(JSON.parse(JSON.stringify(one.change)) as typeof one.change), limit: 200 };
      expect(await validate(plainToInstance(SearchInputDto, body), { whitelist: true, forbidNonWhitelisted: true })).toEqual([]);
      const wider = await searches.search(facts, body, false);
      expect(wider.options.length).toBe(one.options);
      expect(new Set(wider.options.map((option) => keyOf(option.legs))).size).toBe(one.options);
    }
  });
});
