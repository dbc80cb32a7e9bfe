import { describe, expect, it } from '@jest/globals';
import type { Catalog } from '../api/queries';
import type { Option, Practitioner, Service, Visit } from '../api/types';
import { defaultsOf, formAgain, initialForm, moveSearchOf, placeLegs, searchOf, type FindForm } from './find-form';
import { prefill } from './prefill';
import { relaxationText, relaxForm } from './relax';

const service = (id: string, code: string, role: Service['role']): Service => ({
  id,
  code,
  role,
  name: code,
  discipline: 'massage',
  durationMinutes: 15,
});
const services = [
  service('s1', 'pt-session', 'host'),
  service('s2', 'adjustment', 'host'),
  service('s3', 'spot-work', 'spot'),
  service('s4', 'massage-60', 'other'),
];
const catalog = { services, serviceById: new Map(services.map((one) => [one.id, one])) } as Catalog;
const around = { locationId: 'l1', date: '2026-11-23' };
const form = (patch: Partial<FindForm> = {}): FindForm => ({ ...initialForm(catalog, {}), ...patch });

describe('the form', () => {
  it('begins with an adjustment and spot work after it', () => {
    expect(form()).toMatchObject({ hostServiceId: 's2', spotServiceId: 's3', order: 'after', days: 'day', maxWait: 10 });
  });

  it('remembers the wishes of the desk, not its patients', () => {
    const remembered = defaultsOf(
      form({ hostServiceId: null, areas: [{ code: 'jaw' }], notes: 'secret', maxWait: 0, days: 'week' }),
      catalog,
    );
    expect(JSON.stringify(remembered)).not.toMatch(/secret|jaw/);
    expect(initialForm(catalog, remembered)).toMatchObject({ hostServiceId: null, maxWait: 0, days: 'week' });
  });
});

describe('searchOf', () => {
  it('lists the legs in the wished order', () => {
    expect(searchOf(form(), around)).toMatchObject({
      from: '2026-11-23',
      to: '2026-11-23',
      order: 'as-listed',
      legs: [{ serviceId: 's2' }, { serviceId: 's3' }],
    });
    expect(searchOf(form({ order: 'before' }), around)?.legs.map((leg) => leg.serviceId)).toEqual(['s3', 's2']);
    expect(searchOf(form({ order: 'either' }), around)?.order).toBe('any');
  });

  it('needs at least one service', () => {
    expect(searchOf(form({ hostServiceId: null, spotServiceId: null }), around)).toBeUndefined();
    expect(searchOf(form({ hostServiceId: null }), around)?.legs).toHaveLength(1);
  });

  it('stays within the 92 days that one search may span', () => {
    expect(searchOf(form({ days: 'range', from: '2026-11-23', to: '2027-11-23' }), around)?.to).toBe('2027-02-22');
    expect(searchOf(form({ days: 'range', from: '2026-11-23', to: '2026-11-01' }), around)?.to).toBe('2026-11-23');
    expect(searchOf(form({ days: 'week' }), around)?.to).toBe('2026-11-29');
  });

  it('fills the open end of a time of day', () => {
    expect(searchOf(form({ timeFrom: '11:30' }), around)?.timeOfDay).toEqual({ from: '11:30', to: '23:59' });
    expect(searchOf(form(), around)?.timeOfDay).toBeUndefined();
  });
});

const slot = (serviceId: string, practitionerId: string, time: string) => ({
  serviceId,
  practitionerId,
  roomId: 'r9',
  start: `2026-11-24T${time}:00-08:00`,
  end: `2026-11-24T${time}:30-08:00`,
});
const visit = {
  id: 'v1',
  locationId: 'l1',
  patient: { id: 'p1', displayName: 'Ana Cohen' },
  legs: [
    { ...slot('s2', 'd1', '10:00'), id: 'a', status: 'booked' },
    { ...slot('s3', 't1', '10:15'), id: 'b', status: 'booked' },
    { ...slot('s3', 't2', '10:30'), id: 'c', status: 'cancelled' },
  ],
} as Visit;

describe('moving', () => {
  it('searches for the live legs with the same people', () => {
    const search = moveSearchOf(visit, form(), true, '2026-11-24', catalog);
    expect(search).toMatchObject({ movingVisitId: 'v1', legs: [{ practitionerIds: ['d1'] }, { practitionerIds: ['t1'] }] });
    expect(moveSearchOf(visit, form(), false, '2026-11-24', catalog).legs[0]?.practitionerIds).toBeUndefined();
  });

  it('keeps the ids of the legs, whatever order the option has', () => {
    const option = { legs: [slot('s3', 't2', '11:00'), slot('s2', 'd1', '11:15')] } as Option;
    expect(placeLegs(visit, option).map(({ id, practitionerId }) => [id, practitionerId])).toEqual([
      ['b', 't2'],
      ['a', 'd1'],
    ]);
  });

  it('refuses an option of another visit', () => {
    expect(() => placeLegs(visit, { legs: [slot('s1', 'd1', '11:00')] } as Option)).toThrow();
  });
});

describe('relaxations', () => {
  const request = searchOf(form(), around)!;

  it('become changes of the form', () => {
    expect(relaxForm({ maxGapMinutes: 30 }, request)).toEqual({ maxWait: 30 });
    expect(relaxForm({ to: '2026-11-30' }, request)).toEqual({ days: 'range', from: '2026-11-23', to: '2026-11-30' });
    expect(relaxForm({ ignoreWishes: true }, request)).toEqual({ ignoreWishes: true });
    expect(searchOf(form({ ignoreWishes: true }), around)?.ignoreWishes).toBe(true);
    expect(relaxForm({ order: 'any' }, request)).toEqual({ order: 'either' });
    expect(relaxForm({ timeOfDay: null }, request)).toEqual({ timeFrom: '', timeTo: '' });
    const anyone = request.legs.map((leg) => ({ ...leg, practitionerIds: undefined }));
    expect(relaxForm({ legs: anyone }, request)).toEqual({ hostPractitionerId: null, spotPractitionerId: null });
  });

  it('have words', () => {
    expect(relaxationText({ maxGapMinutes: 30 })).toBe('Wait up to 30 min');
    expect(relaxationText({ ignoreWishes: true })).toBe('Also whom the patient avoids');
    expect(relaxationText({ to: '2026-11-30' })).toBe('Until Mon 30 Nov');
    expect(relaxationText({ legs: [{ serviceId: 's1' }] })).toBe('Anyone');
    expect(relaxationText({ legs: [{ serviceId: 's1', practitionerIds: ['d1'] }] })).toBe('Loosen it');
    expect(relaxationText({ somethingNew: 1 })).toBe('Loosen it');
  });
});

describe('formAgain', () => {
  const people = [
    { id: 'd1', serviceIds: ['s2'] },
    { id: 't1', serviceIds: ['s3'] },
  ] as Practitioner[];
  const known = { ...catalog, practitionerById: new Map(people.map((one) => [one.id, one])) };
  const leg = (serviceId: string, practitionerId: string, time: string, status = 'cancelled') => ({
    serviceId,
    practitionerId,
    status,
    start: `2026-11-23T${time}:00-08:00`,
  });
  const again = (visit: object) => formAgain(visit as Visit, form(), known);

  it('takes what a visit was, in the order of time', () => {
    const plan = { areas: [{ code: 'jaw' }], techniques: ['swedish'], notes: 'Slowly' };
    const legs = [leg('s2', 'd1', '10:15'), leg('s3', 't1', '10:00')];
    expect(again({ legs, plan, referralId: 'r1' })).toMatchObject({
      hostServiceId: 's2',
      hostPractitionerId: 'd1',
      spotServiceId: 's3',
      spotPractitionerId: 't1',
      order: 'before',
      ...plan,
      referralId: undefined,
      sameReferralId: 'r1',
    });
    expect(again({ legs: [leg('s1', 'd1', '10:00')] })).toMatchObject({ hostServiceId: 's1', spotServiceId: null, order: 'after' });
  });

  it('leaves out what was cancelled before, who is gone, and a referral that there was none of', () => {
    const legs = [leg('s2', 'gone', '10:00', 'no-show'), leg('s3', 't1', '10:15')];
    expect(again({ legs })).toMatchObject({ hostServiceId: 's2', hostPractitionerId: null, spotServiceId: null, referralId: null });
    expect(again({ legs: [leg('retired', 'd1', '10:00')] })).toMatchObject({ hostServiceId: null, spotServiceId: null });
  });
});

describe('prefill', () => {
  const therapist = { id: 't1', discipline: 'massage', serviceIds: ['s3', 's4'] } as Practitioner;
  const chiropractor = { id: 'd1', discipline: 'chiropractic', serviceIds: ['s2'] } as Practitioner;
  const pt = { id: 'd2', discipline: 'physical-therapy', serviceIds: ['s1'] } as Practitioner;

  it('takes the practitioner and the time of a host slot', () => {
    expect(prefill(form(), chiropractor, 675, catalog)).toMatchObject({
      hostPractitionerId: 'd1',
      hostServiceId: 's2',
      timeFrom: '11:15',
      days: 'day',
    });
    expect(prefill(form(), pt, 675, catalog).hostServiceId).toBe('s1');
  });

  it('begins before a massage slot when the host visit comes first', () => {
    expect(prefill(form(), therapist, 675, catalog)).toMatchObject({ spotPractitionerId: 't1', spotServiceId: 's3', timeFrom: '11:00' });
    expect(prefill(form({ order: 'before' }), therapist, 675, catalog).timeFrom).toBe('11:15');
    expect(prefill(form({ hostServiceId: null }), therapist, 675, catalog).timeFrom).toBe('11:15');
  });
});
