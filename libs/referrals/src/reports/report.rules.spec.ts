import { describe, expect, it } from '@jest/globals';
import { parseInstant } from '#kernel';
import type { Leg, Visit } from '#scheduling';
import type { HealthRecord, IntakeContent, NoteContent } from '#screening';
import { ledgerOf } from '../referral.rules.js';
import type { Referral } from '../referral.types.js';
import { composeReport, intakeOf, MAX_SESSIONS, requireAddress, type ReportFacts } from './report.rules.js';

const ZONE = 'America/Denver';
const at = (text: string) => parseInstant(text)!;
const NOW = at('2027-03-01T10:00:00-07:00');
const LOCATIONS = new Map([
  ['loc_1', { name: 'Cedar', address: '12 Cedar Street', phone: '1', timeZone: ZONE }],
  ['loc_2', { name: 'Harbor', address: '3 Pier', phone: '2', timeZone: 'America/New_York' }],
]);

const REFERRAL: Referral = {
  id: 'ref_1',
  version: 3,
  status: 'in-progress',
  source: 'outside',
  patientId: 'pat_1',
  referrer: { name: 'Dr. Example', email: 'doctor@example.org' },
  reason: 'Stiff neck',
  conditions: [],
  areas: [{ code: 'neck' }],
  techniques: ['trigger-point'],
  visitsAuthorized: 6,
  createdAt: at('2027-02-01T09:00:00-07:00'),
  updatedAt: 0,
  movedAt: 0,
};

function visit(id: string, start: string, status: Leg['status'] = 'completed', serviceId = 'svc_spot', locationId = 'loc_1'): Visit {
  const [from, to] = [at(start), at(start) + 15 * 60_000];
  const leg = { id: `leg_${id}`, serviceId, practitionerId: 'pra_1', roomId: 'r', start: from, end: to, status };
  return {
    id,
    locationId,
    status,
    start: from,
    end: to,
    legs: [{ ...leg, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 }],
  } as unknown as Visit;
}

function note(id: string, content: Partial<NoteContent>): [string, HealthRecord<NoteContent>] {
  const whole = { areas: [], techniques: [], wasPainful: false, ...content } as NoteContent;
  return [
    `leg_${id}`,
    { id: `not_${id}`, kind: 'session-note', version: 1, patientId: 'pat_1', content: whole, createdAt: 0, updatedAt: 0, by: 'Sam' },
  ];
}

function intake(on: string, content: Partial<IntakeContent>, aboutId?: string): HealthRecord<IntakeContent> {
  const createdAt = at(`${on}T09:00:00-07:00`);
  return { id: on, kind: 'intake', version: 1, patientId: 'pat_1', aboutId, content, createdAt, updatedAt: createdAt, by: 'Kim' };
}

function compose({ intakes = [], ...changes }: Partial<ReportFacts> & { intakes?: HealthRecord<IntakeContent>[] } = {}) {
  const visits = changes.visits ?? [];
  const used = visits.filter((one) => one.legs[0]!.status === 'completed').length;
  const facts: ReportFacts = {
    kind: 'progress',
    words: {},
    author: 'Kim',
    referral: REFERRAL,
    ledger: ledgerOf(6, { booked: 0, used }),
    visitsDone: used,
    patient: { displayName: 'Ana Reyes' },
    visits,
    massageServiceIds: ['svc_spot'],
    notes: new Map(),
    names: {
      locations: LOCATIONS,
      areas: new Map([['neck', { code: 'neck', name: 'Neck' }]]),
      techniques: new Map(),
      services: new Map(),
      practitioners: new Map([['pra_1', { displayName: 'Sam Spot' }]]),
    } as unknown as ReportFacts['names'],
    ...changes,
  };
  return composeReport({ intake: intakeOf(facts, intakes), ...facts }, NOW);
}

describe('a report', () => {
  it('counts massages that were given, and nothing else', () => {
    const visits = [
      visit('late', '2027-02-20T10:00:00-07:00'),
      visit('early', '2027-02-10T10:00:00-07:00'),
      visit('missed', '2027-02-11T10:00:00-07:00', 'no-show'),
      visit('booked', '2027-03-11T10:00:00-07:00', 'booked'),
      visit('off', '2027-02-12T10:00:00-07:00', 'cancelled'),
      visit('host', '2027-02-13T10:00:00-07:00', 'completed', 'svc_adjustment'),
    ];
    const { sessions, therapists } = compose({ visits });
    expect(sessions.map((session) => session.visitId)).toEqual(['early', 'late']);
    expect(therapists).toEqual(['Sam Spot']);
  });

  it('says what is missing instead of making it up', () => {
    expect(compose().missing).toEqual([{ code: 'no-completed-visit' }, { code: 'no-intake' }]);
    const visits = [visit('a', '2027-02-10T10:00:00-07:00'), visit('b', '2027-02-11T10:00:00-07:00')];
    const report = compose({ visits, notes: new Map([note('a', {})]), intakes: [intake('2027-02-02', {}, 'ref_1')] });
    expect(report.missing).toEqual([
      { code: 'no-pain-at-intake' },
      { code: 'no-session-note', visitId: 'b', on: '2027-02-11' },
      { code: 'no-pain-after' },
    ]);
    expect([report.pain, report.rangeOfMotion]).toEqual([{ atIntake: undefined, last: undefined, change: undefined }, []]);
    expect(report.recommendation).toEqual({ text: undefined, by: undefined, note: undefined });
  });

  it.each([
    ['the first of this course', [intake('2027-02-05', { pain: 2 }, 'ref_1'), intake('2027-02-02', { pain: 8 }, 'ref_1')], 8],
    ['its own before one without a course', [intake('2027-02-03', { pain: 3 }), intake('2027-02-02', { pain: 8 }, 'ref_1')], 8],
    [
      'the last one without a course before the first massage',
      [intake('2027-02-11', { pain: 1 }), intake('2027-02-09', { pain: 5 }), intake('2027-02-01', { pain: 9 })],
      5,
    ],
    ['one of its own on the day of the first massage', [intake('2027-02-10', { pain: 6 }, 'ref_1')], 6],
    ['none of its own after the first massage', [intake('2027-02-11', { pain: 2 }, 'ref_1')], undefined],
    ['one before it that names no course', [intake('2027-02-11', { pain: 2 }, 'ref_1'), intake('2027-02-09', { pain: 7 })], 7],
    ['none of another course', [intake('2027-02-03', { pain: 3 }, 'ref_2')], undefined],
    ['none of long ago', [intake('2026-10-01', { pain: 3 })], undefined],
  ])('takes the beginning from the intake: %s', (_, intakes, pain) => {
    expect(compose({ intakes, visits: [visit('a', '2027-02-10T10:00:00-07:00')] }).pain.atIntake?.value).toBe(pain);
  });

  it('dates what an intake says on the day on which it said so', () => {
    const changed = { ...intake('2027-02-02', { pain: 8 }, 'ref_1'), version: 2, updatedAt: at('2027-02-05T09:00:00-07:00') };
    expect(compose({ intakes: [changed] }).pain.atIntake).toEqual({ value: 8, on: '2027-02-05' });
  });

  it.each([
    [7, 5, 3, 'better'],
    [3, 9, 3, 'same'],
    [3, 3, 5, 'worse'],
    [0, 0, 0, 'same'],
    [undefined, 6, 4, 'better'],
    [undefined, undefined, 4, undefined],
    [6, undefined, undefined, undefined],
  ])('compares the first pain with the last: %j, %j, %j is %s', (atIntake, painBefore, painAfter, trend) => {
    const report = compose({
      intakes: [intake('2027-02-02', { pain: atIntake }, 'ref_1')],
      visits: [visit('a', '2027-02-10T10:00:00-07:00')],
      notes: new Map([note('a', { painBefore, painAfter })]),
    });
    expect(report.pain.change?.trend).toBe(trend);
  });

  it('follows the range of motion of each area and side', () => {
    const motion = (percent: number, side?: 'left' | 'right') => ({ area: { code: 'neck', side }, percent });
    const report = compose({
      intakes: [intake('2027-02-02', { rangeOfMotion: [motion(40), motion(70, 'left')] }, 'ref_1')],
      visits: [visit('a', '2027-02-10T10:00:00-07:00'), visit('b', '2027-02-17T10:00:00-07:00')],
      notes: new Map([
        note('a', { rangeOfMotionAfter: [motion(60), motion(80, 'right')] }),
        note('b', { rangeOfMotionAfter: [motion(30)] }),
      ]),
    });
    expect(
      report.rangeOfMotion.map(({ area, atIntake, last, change }) => [area.side, atIntake?.value, last?.value, change?.trend]),
    ).toEqual([
      [undefined, 40, 30, 'worse'],
      ['left', 70, undefined, undefined],
      ['right', undefined, 80, undefined],
    ]);
  });

  it('names who recommends what', () => {
    const visits = [visit('a', '2027-02-10T10:00:00-07:00'), visit('b', '2027-02-17T10:00:00-07:00')];
    const notes = new Map([note('a', { recommendation: 'continue' }), note('b', {})]);
    const report = compose({ visits, notes, words: { recommendation: 'Go on', tolerance: 'Well', summary: 'Good' } });
    expect(report.recommendation).toEqual({ text: 'Go on', by: 'Kim', note: { advice: 'continue', by: 'Sam', on: '2027-02-10' } });
    expect([report.tolerance.text, report.summary]).toEqual(['Well', 'Good']);
  });

  it.each([
    ['the last massage that was given', [['completed', 'svc_spot', 'loc_2']], 'Harbor'],
    [
      'the last one that was given, whatever came after it',
      [['completed', 'svc_spot', 'loc_2'], ['booked'], ['no-show'], ['completed', 'svc_adjustment']],
      'Harbor',
    ],
    ['the last visit, while none was given', [['booked'], ['booked', 'svc_spot', 'loc_2'], ['cancelled'], ['no-show']], 'Harbor'],
    ['the first location, while there is none', [['cancelled', 'svc_spot', 'loc_2']], 'Cedar'],
  ] as const)('has the letterhead of the place of %s', (_, legs, name) => {
    const visits = legs.map(([status, serviceId, locationId], i) =>
      visit(`${i}`, `2027-02-1${i}T10:00:00-07:00`, status, serviceId, locationId),
    );
    expect(compose({ visits }).clinic.name).toBe(name);
    expect(compose({ visits: visits.reverse() }).clinic.name).toBe(name);
  });

  it('dates each session where it was', () => {
    // Late in the evening: the next day in New York.
    const visits = [
      visit('west', '2027-02-10T22:30:00-07:00'),
      visit('east', '2027-02-11T22:30:00-07:00', 'completed', 'svc_spot', 'loc_2'),
      visit('last', '2027-02-12T22:30:00-07:00'),
    ];
    const notes = new Map([note('east', { recommendation: 'continue' })]);
    const report = compose({ visits, notes });
    expect(report.sessions.map((session) => session.on)).toEqual(['2027-02-10', '2027-02-12', '2027-02-12']);
    expect(report.recommendation.note?.on).toBe('2027-02-12');
  });

  it('leaves out what is for the team', () => {
    const notes = new Map([note('a', { notes: 'For us only' })]);
    expect(JSON.stringify(compose({ visits: [visit('a', '2027-02-10T10:00:00-07:00')], notes }))).not.toContain('For us');
  });

  it('lists no more than anybody reads, and says how many came before', () => {
    const day = 86_400_000;
    const first = visit('v', '2026-01-10T10:00:00-07:00');
    const visits = Array.from({ length: MAX_SESSIONS + 5 }, (_, i): Visit => {
      const [leg] = first.legs;
      return { ...first, id: `v${i}`, legs: [{ ...leg!, id: `leg_${i}`, start: leg!.start + i * day, end: leg!.end + i * day }] };
    });
    const report = compose({ visits });
    expect([report.sessions.length, report.earlierVisits, report.sessions[0]!.visitId]).toEqual([MAX_SESSIONS, 5, 'v5']);
  });
});

describe('the address of a report', () => {
  const snapshot = { practitioners: new Map([['pra_1', {}]]) } as unknown as Parameters<typeof requireAddress>[1];

  it('is the mail of an outsider, or a practitioner who is still there', () => {
    expect(() => requireAddress({ name: 'x', email: 'x@example.org' }, snapshot)).not.toThrow();
    expect(() => requireAddress({ name: 'x', practitionerId: 'pra_1' }, snapshot)).not.toThrow();
    for (const [referrer, pointer] of [
      [{ name: 'x' }, '/referrer/email'],
      [{ name: 'x', practitionerId: 'pra_9' }, '/referrer/practitionerId'],
    ] as const) {
      const refusal = (() => {
        try {
          return requireAddress(referrer, snapshot);
        } catch (error) {
          return error;
        }
      })();
      expect(refusal).toMatchObject({ kind: 'refused', details: { errors: [{ pointer }] } });
    }
  });
});
