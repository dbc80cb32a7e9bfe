import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { formatInstant, formatLocalTime } from '#kernel';
import type { ClinicSnapshot } from '../clinic.types.js';
import { demoClinicFile } from '../demo.js';
import { parseClinicFile } from './clinic-file.parser.js';
import { planClinicFile, printDiff } from './clinic-file.plan.js';
import type { ClinicFile } from './clinic-file.types.js';

const DEMO = readFileSync(demoClinicFile(), 'utf8');

const SMALL = `clinic: Small
locations:
  a:
    name: A
    timeZone: America/Denver
    address: 1 Example Street
    phone: '+1 303 555 0100'
    rooms:
      r1: { name: Room 1, kind: spot-bay }
    closures:
      - { date: 2026-12-25, reason: Christmas }
      - { fromDate: 2027-01-01, toDate: 2027-01-02 }
      - { from: 2026-12-24 13:00, to: 2026-12-24 18:00 }
areas:
  neck: Neck
techniques:
  swedish: { name: Swedish }
services:
  spot-work: { name: Spot work, discipline: massage, role: spot, durationMinutes: 15, roomKind: spot-bay }
practitioners:
  ana:
    name: Ana
    discipline: massage
    email: ana@example.org
    license: { number: X1, expiresOn: 2028-01-01 }
    techniques: [swedish]
    services: [spot-work]
    hours:
      - { location: a, days: mon-tue, time: 08:00-18:00, breaks: [12:00-13:00] }
`;

function read(text: string): ClinicFile {
  const parsed = parseClinicFile(text);
  if (parsed.errors) throw new Error(parsed.errors.map((e) => `${e.line}:${e.column} ${e.message}`).join('\n'));
  return parsed.clinic;
}

/** The small clinic with a line more for its location. */
const withLine = (line: string): string => SMALL.replace('    rooms:\n', `    ${line}\n    rooms:\n`);

/** `line code pointer` of every mistake. */
function mistakes(text: string): string[] {
  return (parseClinicFile(text).errors ?? []).map((e) => `${e.line} ${e.code} ${e.pointer}`);
}

/** The clinic as it is after the file was applied. */
function snapshotOf(clinic: ClinicFile): ClinicSnapshot {
  const versioned = <T extends { id: string }>(items: readonly T[]) => items.map((item) => ({ ...item, version: 1 }));
  const byId = <T extends { id: string }>(items: readonly T[]) => new Map(items.map((item) => [item.id, item]));
  const services = versioned(clinic.services);
  return {
    version: 1,
    locations: byId(versioned(clinic.locations)),
    rooms: versioned(clinic.rooms),
    services: byId(services),
    servicesByCode: new Map(services.map((s) => [s.code, s])),
    practitioners: byId(versioned(clinic.practitioners).map((p) => ({ ...p, demo: false }))),
    techniques: new Map(clinic.techniques.map((t) => [t.code, t])),
    areas: new Map(clinic.areas.map((a) => [a.code, a])),
    workingSpans: clinic.workingSpans,
  };
}

describe('parseClinicFile', () => {
  it('derives ids from keys and takes breaks out of hours', () => {
    const clinic = read(SMALL);
    expect(clinic.rooms).toEqual([{ id: 'room_a_r1', locationId: 'loc_a', name: 'Room 1', kind: 'spot-bay' }]);
    expect(clinic.practitioners[0]).toMatchObject({ id: 'prac_ana', serviceIds: ['svc_spot-work'], locationIds: ['loc_a'] });
    const hours = clinic.workingSpans
      .get('prac_ana')!
      .map((s) => `${s.weekday} ${formatLocalTime(s.fromMinute)}-${formatLocalTime(s.toMinute)}`);
    expect(hours).toEqual(['mon 08:00-12:00', 'mon 13:00-18:00', 'tue 08:00-12:00', 'tue 13:00-18:00']);
    expect(clinic.locations[0]).toMatchObject({ gridMinutes: 5, quietHours: { from: '21:00', to: '08:00' }, reminders: ['3d', '1d'] });
  });

  it('lets a location choose its reminders, and none', () => {
    expect(read(withLine("reminders: ['2h', 1d]")).locations[0]!.reminders).toEqual(['1d', '2h']);
    expect(read(withLine('reminders: []')).locations[0]!.reminders).toEqual([]);
    expect(mistakes(withLine('reminders: [1d, 5d]'))).toEqual(['8 not-a-choice /locations/a/reminders/1']);
  });

  it('reads the three forms of a closure as instants of the location', () => {
    const closures = read(SMALL).closures.map(
      (c) => `${c.id} ${formatInstant(c.start, 'America/Denver')} ${formatInstant(c.end, 'America/Denver')}`,
    );
    expect(closures).toEqual([
      'closure_a_2026-12-25 2026-12-25T00:00:00-07:00 2026-12-26T00:00:00-07:00',
      'closure_a_2027-01-01 2027-01-01T00:00:00-07:00 2027-01-03T00:00:00-07:00',
      'closure_a_2026-12-24T1300 2026-12-24T13:00:00-07:00 2026-12-24T18:00:00-07:00',
    ]);
  });

  it('reports everything that is wrong at once, with lines', () => {
    const text = SMALL.replace('timeZone: America/Denver', 'timeZone: America/Denvr')
      .replace('  neck: Neck', '  neck: Neck\n  neck: Nape\n  Low Back: Low back')
      .replace('durationMinutes: 15', 'durationMinutes: soon, colour: red')
      .replace('expiresOn: 2028-01-01', 'expiresOn: 2028-02-30')
      .replace('techniques: [swedish]', 'techniques: [swedish, svedish]')
      .replace('email: ana@example.org', 'email: ana')
      .replace('days: mon-tue', 'days: mon-tues');
    expect(mistakes(text)).toEqual([
      '5 unknown-zone /locations/a/timeZone',
      '16 duplicate-key /areas/neck',
      '17 not-a-code /areas/Low Back',
      '21 not-in-range /services/spot-work/durationMinutes',
      '21 unknown-key /services/spot-work/colour',
      '26 not-an-email /practitioners/ana/email',
      '27 not-a-date /practitioners/ana/license/expiresOn',
      '28 unknown-technique /practitioners/ana/techniques/1',
      '31 not-a-day /practitioners/ana/hours/0/days',
    ]);
  });

  it.each(['', '[]', 'clinic: [', 'clinic: *nobody', 'a: 1\n---\nb: 2'])('%j is refused, not crashed on', (text) => {
    expect(mistakes(text).length).toBeGreaterThan(0);
  });

  it('names what is missing, and what has the wrong type', () => {
    expect(mistakes('clinic: X')).toEqual(['1 missing-key ', '1 missing-key ', '1 missing-key ', '1 missing-key ', '1 missing-key ']);
    expect(mistakes(SMALL.replace("phone: '+1 303 555 0100'", 'phone: 3035550100'))).toEqual(['7 not-text /locations/a/phone']);
    expect(mistakes(SMALL.replace('roomKind: spot-bay', 'roomKind: pool'))).toEqual(['19 unknown-room-kind /services/spot-work/roomKind']);
    expect(mistakes(SMALL.replace('    hours:', '    locations: []\n    hours_:').replace(/hours_:[^]*/, ''))).toEqual([
      '22 works-nowhere /practitioners/ana',
    ]);
  });

  it('refuses local times that the clocks skip, and closures that end before they begin', () => {
    const closing = (item: string) => mistakes(SMALL.replace('{ date: 2026-12-25, reason: Christmas }', item));
    expect(closing('{ from: 2027-03-14 02:30, to: 2027-03-14 05:00 }')).toEqual(['11 local-time-gap /locations/a/closures/0/from']);
    expect(closing('{ from: 2026-11-01 01:30, to: 2026-11-01 05:00 }')).toEqual(['11 local-time-ambiguous /locations/a/closures/0/from']);
    expect(closing('{ from: 2027-03-13 05:00, to: 2027-03-12 05:00 }')).toEqual(['11 end-before-start /locations/a/closures/0']);
    expect(closing('{ date: 2027-03-13, to: 2027-03-12 05:00 }')).toEqual(['11 ambiguous-closure /locations/a/closures/0']);
    expect(closing('{ date: 2027-01-01 }')).toEqual(['12 duplicate-closure /locations/a/closures/1']);
  });

  it('reads both halves of a break, or none', () => {
    const withRest = (lines: string) => SMALL.replace('    techniques: [swedish]', `    techniques: [swedish]\n${lines}`);
    const ana = (text: string) => read(text).practitioners[0]!;
    expect(ana(withRest('    breakAfterMinutes: 90\n    breakMinutes: 10'))).toMatchObject({ breakAfterMinutes: 90, breakMinutes: 10 });
    expect(ana(SMALL).breakAfterMinutes).toBeUndefined();
    expect(mistakes(withRest('    breakAfterMinutes: 90'))).toEqual(['27 break-incomplete /practitioners/ana/breakAfterMinutes']);
    expect(mistakes(withRest('    breakMinutes: 10'))).toEqual(['27 break-incomplete /practitioners/ana/breakMinutes']);
    expect(mistakes(withRest('    breakAfterMinutes: 0\n    breakMinutes: 481')).map((line) => line.split(' ')[1])).toEqual([
      'not-in-range',
      'not-in-range',
    ]);
  });

  it('refuses hours that overlap', () => {
    const more = '\n      - { location: a, days: tue, time: 17:00-19:00 }\n';
    expect(mistakes(SMALL.trimEnd() + more)).toEqual(['30 overlapping-hours /practitioners/ana/hours/1']);
  });
});

describe('planClinicFile', () => {
  const clinic = read(SMALL);

  it('creates everything in an empty clinic and finds nothing to do afterwards', () => {
    const empty = snapshotOf({
      ...clinic,
      locations: [],
      rooms: [],
      services: [],
      techniques: [],
      areas: [],
      practitioners: [],
      workingSpans: new Map(),
    });
    expect(planClinicFile(empty, clinic).created.map((item) => item.id)).toEqual([
      'loc_a',
      'room_a_r1',
      'neck',
      'swedish',
      'svc_spot-work',
      'prac_ana',
      'closure_a_2026-12-25',
      'closure_a_2027-01-01',
      'closure_a_2026-12-24T1300',
    ]);
    const again = planClinicFile(snapshotOf(clinic), clinic, clinic.closures);
    expect([again.created, again.changed, again.notInFile]).toEqual([[], [], []]);
    expect(again.unchanged).toHaveLength(9);
  });

  it('says field by field what changes, and what the file does not name', () => {
    const edited = read(SMALL.replace('name: Ana', 'name: Ana B.').replace('breaks: [12:00-13:00]', 'breaks: [12:00-12:30]'));
    const diff = planClinicFile(snapshotOf(clinic), { ...edited, areas: [] }, clinic.closures);
    expect(printDiff(diff).split('\n')).toEqual([
      '~ practitioner prac_ana (Ana B.)',
      '    displayName: "Ana" → "Ana B."',
      '    hours: -mon 13:00-18:00 loc_a, -tue 13:00-18:00 loc_a, +mon 12:30-18:00 loc_a, +tue 12:30-18:00 loc_a',
      '? area neck (Neck) is not in the file; it stays',
      '0 created, 1 changed, 7 unchanged, 1 not in the file',
    ]);
  });
});

describe('the demo clinic', () => {
  const clinic = read(DEMO);

  it('is the one of field.md §4', () => {
    const count = (discipline: string) => clinic.practitioners.filter((p) => p.discipline === discipline).length;
    expect([count('chiropractic'), count('physical-therapy'), count('medicine'), count('massage')]).toEqual([2, 2, 1, 3]);
    expect(clinic.rooms.filter((room) => room.kind === 'treatment-room')).toHaveLength(6);
    expect(clinic.rooms.filter((room) => room.kind === 'spot-bay')).toHaveLength(2);
    expect(clinic.techniques.filter((t) => t.stretching).map((t) => t.code)).toEqual(['passive-resistive-stretching']);
    expect(clinic.practitioners.every((p) => p.email.endsWith('@example.org'))).toBe(true);
  });

  it('has two therapists on duty, and at lunch one; stretching and deep tissue are offered every day', () => {
    const therapists = clinic.practitioners.filter((p) => p.discipline === 'massage');
    for (const [weekday, closing] of [
      ['mon', 18],
      ['tue', 18],
      ['wed', 18],
      ['thu', 18],
      ['fri', 18],
      ['sat', 12],
    ] as const) {
      const offered = new Set<string>();
      for (let minute = 8 * 60; minute < closing * 60; minute += 15) {
        const onDuty = therapists.filter((p) =>
          clinic.workingSpans.get(p.id)!.some((s) => s.weekday === weekday && s.fromMinute <= minute && minute < s.toMinute),
        );
        onDuty.forEach((p) => p.techniques.forEach((code) => offered.add(code)));
        const lunch = closing === 18 && minute >= 12 * 60 && minute < 14 * 60;
        expect(`${weekday} ${minute} ${onDuty.length}`).toBe(`${weekday} ${minute} ${lunch ? 1 : 2}`);
      }
      expect(offered.has('passive-resistive-stretching') && offered.has('deep-tissue')).toBe(true);
    }
  });
});
