import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyDatabase } from '../../apps/cli/src/verify/verify.js';
import { LOCATION, newPatient, service, type Found, type Option, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver. On Mondays Ana and Sage give massage, on Tuesdays only Sage: Clover's licence has run out.
const NOW = '2027-02-01T16:00:00Z';
const ANA = 'prac_ana-silva';
const SAGE = 'prac_sage-willow';
const SPOT = { serviceId: service('spot-work') };

type Marked = Option & { usualTherapist?: boolean; preferred?: boolean };
interface FoundPeople extends Omit<Found, 'options' | 'explanation'> {
  options: Marked[];
  explanation: Omit<Found['explanation'], 'rejected'> & { rejected: { reason: string; count: number; limits?: unknown[] }[] };
}
interface Refused {
  code: string;
  detail: string;
  errors: Record<string, unknown>[];
}

describe.each(databasesUnderTest())('techniques and people on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
  });

  afterAll(async () => {
    const findings = await verifyDatabase(app.parts.database, app.clock.now());
    await app.close();
    expect(findings.filter((finding) => finding.violations.length > 0)).toEqual([]);
  });

  const search = async (date: string, more: Record<string, unknown> = {}): Promise<FoundPeople> => {
    const body = { locationId: LOCATION, from: date, to: date, legs: [SPOT], limit: 200, ...more };
    const answer = await app.call<FoundPeople>('POST', '/availability/search', body);
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const spot = (practitionerId: string, start: string, roomId = 'room_cedar_spot-a') => ({ ...SPOT, practitionerId, roomId, start });
  const book = async <T = VisitBody>(practitionerId: string, start: string, more: Record<string, unknown> = {}) =>
    app.call<T>('POST', '/visits', { patientId: await newPatient(app), legs: [spot(practitionerId, start)], ...more });
  const starts = ({ options }: FoundPeople) => options.map((option) => option.start.slice(11, 16)).sort();
  const people = ({ options }: FoundPeople) => [...new Set(options.map((option) => option.legs[0]!.practitionerId))].sort();
  const setLimits = async (practitionerId: string, limits: Record<string, number>, force = false) => {
    const { etag } = await app.call('GET', `/practitioners/${practitionerId}/hands-on`);
    const path = `/practitioners/${practitionerId}/hands-on${force ? '?force=true' : ''}`;
    return app.call<{ code?: string; affectedVisits: { id: string }[] }>('PUT', path, limits, { 'if-match': etag! });
  };

  it('budget and break are settings of a therapist, changed while the clinic runs, and both refuse with their numbers', async () => {
    const limits = { handsOnMinutesPerDay: 45, breakAfterMinutes: 30, breakMinutes: 15 };
    expect(await setLimits(ANA, limits)).toMatchObject({ status: 200, body: { practitionerId: ANA, ...limits, affectedVisits: [] } });
    expect((await app.call('GET', `/practitioners/${ANA}`)).body).toMatchObject(limits);
    const monday = { legs: [{ ...SPOT, practitionerIds: [ANA] }] };
    expect(starts(await search('2027-02-08', monday))).toEqual(expect.arrayContaining(['08:00', '08:15', '08:30', '08:45']));

    expect((await book(ANA, '2027-02-08T08:00:00-07:00')).status).toBe(201);
    const second = await book(ANA, '2027-02-08T08:15:00-07:00');
    expect(second.status).toBe(201);
    const rested = await search('2027-02-08', monday);
    // The two are in a row until 08:30; at 08:45 the break is over.
    expect(starts(rested)[0]).toBe('08:45');
    expect(rested.explanation.rejected.find((one) => one.reason === 'break-needed')?.limits).toEqual([
      { practitionerId: ANA, date: '2027-02-08', breakAfterMinutes: 30, breakMinutes: 15 },
    ]);
    const tooSoon = await book<Refused>(ANA, '2027-02-08T08:40:00-07:00');
    expect([tooSoon.status, tooSoon.body.code]).toEqual([422, 'break-needed']);
    expect(tooSoon.body).toMatchObject({
      detail: 'That would be 45 minutes of massage in a row on 2027-02-08: after 30 the therapist takes a break of 15.',
      overridable: true,
      errors: [
        {
          pointer: '/legs/0/practitionerId',
          code: 'break-needed',
          practitionerId: ANA,
          date: '2027-02-08',
          breakAfterMinutes: 30,
          breakMinutes: 15,
          runMinutes: 45,
        },
      ],
    });

    expect((await book(ANA, '2027-02-08T10:00:00-07:00')).status).toBe(201);
    const spent = await search('2027-02-08', monday);
    expect(spent.options).toEqual([]);
    expect(spent.explanation.rejected.find((one) => one.reason === 'hands-on-budget')?.limits).toEqual([
      { practitionerId: ANA, date: '2027-02-08', budgetMinutes: 45, bookedMinutes: 45 },
    ]);
    const over = await book<Refused>(ANA, '2027-02-08T15:00:00-07:00');
    expect([over.status, over.body.code]).toEqual([422, 'hands-on-budget']);
    expect(over.body.errors[0]).toMatchObject({ budgetMinutes: 45, bookedMinutes: 45, date: '2027-02-08' });
    const board = await app.call<{ columns: { practitionerId: string; handsOn?: unknown }[] }>(
      'GET',
      `/board?locationId=${LOCATION}&date=2027-02-08`,
    );
    expect(board.body.columns.find((column) => column.practitionerId === ANA)?.handsOn).toEqual({ budgetMinutes: 45, bookedMinutes: 45 });
    expect(board.body.columns.find((column) => column.practitionerId === 'prac_alder-finch')).not.toHaveProperty('handsOn');

    // A person with the right may lift both, with a reason.
    const lifted = await book(ANA, '2027-02-08T08:30:00-07:00', { override: { reason: 'She offered it herself' } });
    expect(lifted.status).toBe(201);
    // Moving away from a row is judged without the visit's own massage.
    const leg = { id: second.body.legs[0]!.id, start: '2027-02-08T14:00:00-07:00' };
    const moved = await app.call<Refused>('POST', `/visits/${second.body.id}/reschedule`, { legs: [leg] }, { 'if-match': '"v1"' });
    expect([moved.status, moved.body.code]).toEqual([422, 'hands-on-budget']);
    expect(await setLimits(ANA, { ...limits, handsOnMinutesPerDay: 60 })).toMatchObject({ status: 200 });
    expect(await app.call('POST', `/visits/${second.body.id}/reschedule`, { legs: [leg] }, { 'if-match': '"v1"' })).toMatchObject({
      status: 200,
    });
  });

  it('a change that leaves booked massage beyond the limits is refused with the visits, unless forced', async () => {
    const first = await book(SAGE, '2027-02-09T08:00:00-07:00');
    const second = await book(SAGE, '2027-02-09T08:15:00-07:00');
    expect([first.status, second.status]).toEqual([201, 201]);
    const tight = { handsOnMinutesPerDay: 300, breakAfterMinutes: 20, breakMinutes: 10 };
    const refused = await setLimits(SAGE, tight);
    expect([refused.status, refused.body.code]).toEqual([409, 'visits-affected']);
    expect(refused.body.affectedVisits).toMatchObject([{ id: second.body.id, practitionerId: SAGE, start: '2027-02-09T08:15:00-07:00' }]);
    expect((await app.call('GET', `/practitioners/${SAGE}/hands-on`)).body).toMatchObject({ breakAfterMinutes: 240 });
    const budget = await setLimits(SAGE, { handsOnMinutesPerDay: 15 });
    expect(budget.body.affectedVisits.map((visit) => visit.id)).toEqual([second.body.id]);
    const forced = await setLimits(SAGE, tight, true);
    expect([forced.status, forced.body.affectedVisits.map((visit) => visit.id)]).toEqual([200, [second.body.id]]);
    // What was beyond before is not the doing of the next change.
    expect((await setLimits(SAGE, { ...tight, breakMinutes: 15 })).status).toBe(200);
    await app.settled();
    const changes = await app.call<{ data: { kind: string; id: string }[] }>('GET', '/changes?since=0&limit=200');
    expect(JSON.stringify(changes.body)).toContain('practitioner.hands-on-changed');
    expect((await setLimits(SAGE, { handsOnMinutesPerDay: 300 })).status).toBe(200);
  });

  it('the usual therapist comes after whom the patient wishes and before all others, and whom they avoid is not offered', async () => {
    const patientId = await newPatient(app);
    const visit = await app.call<VisitBody>('POST', '/visits', { patientId, legs: [spot(SAGE, '2027-02-01T08:30:00-07:00')] });
    expect(visit.status).toBe(201);
    const monday = '2027-02-15';
    expect((await search(monday, { patientId })).options.some((option) => option.usualTherapist)).toBe(false);
    for (const [version, action] of ['arrive', 'start', 'complete'].entries()) {
      const path = `/visits/${visit.body.id}/legs/${visit.body.legs[0]!.id}/${action}`;
      expect((await app.call('POST', path, undefined, { 'if-match': `"v${version + 1}"` })).status).toBe(200);
    }
    const usual = await search(monday, { patientId });
    expect(usual.options[0]).toMatchObject({ usualTherapist: true, legs: [{ practitionerId: SAGE }] });
    expect(usual.options.filter((option) => option.usualTherapist).every((option) => option.legs[0]!.practitionerId === SAGE)).toBe(true);
    expect((await search(monday)).options[0]).not.toHaveProperty('usualTherapist');

    const { body: record, etag } = await app.call('GET', `/patients/${patientId}`);
    const wish = (wishes: unknown, match: string | null) =>
      app.call<Record<string, unknown>>('PUT', `/patients/${patientId}`, { ...record, wishes }, { 'if-match': match! });
    const wished = await wish({ practitionerIds: [ANA] }, etag);
    expect(wished).toMatchObject({ status: 200, body: { wishes: { practitionerIds: [ANA], avoidPractitionerIds: [] } } });
    expect((await search(monday, { patientId })).options[0]).toMatchObject({ preferred: true, legs: [{ practitionerId: ANA }] });

    const avoiding = await wish({ practitionerIds: [ANA], avoidPractitionerIds: [SAGE] }, wished.etag);
    const without = await search(monday, { patientId });
    expect(people(without)).toEqual([ANA]);
    expect(without.explanation.rejected.find((one) => one.reason === 'patient-wish')?.count).toBeGreaterThan(10);
    expect(people(await search(monday, { patientId, ignoreWishes: true }))).toEqual([ANA, SAGE]);
    // On Tuesday there is only Sage: the search says what stands in the way, and who names her may book her.
    const tuesday = '2027-02-16';
    const none = await search(tuesday, { patientId });
    expect(none.options).toEqual([]);
    const relaxation = none.explanation.relaxations.find((one) => one.change['ignoreWishes']);
    expect(relaxation?.options).toBe((await search(tuesday, { patientId, ...relaxation?.change })).options.length);
    const named = await search(tuesday, { patientId, legs: [{ ...SPOT, practitionerIds: [SAGE] }] });
    expect(named.options.length).toBe(relaxation!.options);
    const [leg] = named.options[0]!.legs;
    expect((await app.call('POST', '/visits', { patientId, legs: [leg] })).status).toBe(201);

    // Not mentioned is unchanged; an empty wish is none.
    const { wishes: _, ...rest } = avoiding.body;
    const kept = await app.call('PUT', `/patients/${patientId}`, rest, { 'if-match': avoiding.etag! });
    expect(kept.body).toMatchObject({ wishes: { avoidPractitionerIds: [SAGE] } });
    const cleared = await wish({}, kept.etag);
    expect([cleared.status, cleared.body['wishes']]).toEqual([200, undefined]);
    expect(people(await search(tuesday, { patientId }))).toEqual([SAGE]);
    for (const [wishes, status, code, pointer] of [
      [{ practitionerIds: ['prac_nobody'] }, 422, 'practitioner-unknown', '/wishes/practitionerIds/0'],
      [{ practitionerIds: [ANA], avoidPractitionerIds: [ANA] }, 400, 'wish-contradicts-itself', '/wishes/avoidPractitionerIds/0'],
      [{ practitionerIds: ['a', 'b', 'c', 'd', 'e', 'f'] }, 400, 'validation-failed', '/wishes/practitionerIds'],
      [{ gender: 'f' }, 400, 'validation-failed', '/wishes/gender'],
    ] as const) {
      const refused = await wish(wishes, cleared.etag);
      expect(refused).toMatchObject({ status, body: { code, errors: [{ pointer }] } });
    }
  });
});
