import { describe, expect, it } from '@jest/globals';
import type { CatalogService } from '../api/queries';
import type { Practitioner, Visit } from '../api/types';
import { differences } from './differences';
import { canCancel, canConfirm, canMove, legActions, legsFor } from './moves';

const leg = (id: string, status: Visit['legs'][number]['status'], time = '10:00') => ({
  id,
  serviceId: `s-${id}`,
  practitionerId: 'd1',
  roomId: 'r1',
  start: `2026-11-23T${time}:00-08:00`,
  end: `2026-11-23T${time}:30-08:00`,
  status,
});
const visit = (status: Visit['status'], ...legs: Visit['legs']) => ({ id: 'v', status, legs }) as unknown as Visit;
const catalog = {
  serviceById: new Map([['s-a', { short: 'Adjustment' } as CatalogService]]),
  practitionerById: new Map([
    ['d1', { displayName: 'Dr. Patel' } as Practitioner],
    ['d2', { displayName: 'Dr. Moreau' } as Practitioner],
  ]),
};

describe('moves', () => {
  it('offers the next step first', () => {
    expect(legActions({ status: 'booked' }, { status: 'booked' })[0]).toBe('arrive');
    expect(legActions({ status: 'arrived' }, { status: 'arrived' })[0]).toBe('start');
    expect(legActions({ status: 'completed' }, { status: 'completed' })).toEqual([]);
  });

  it('leaves visits without clearance alone, but lets them be moved', () => {
    expect(legActions({ status: 'tentative' }, { status: 'booked' })).toEqual([]);
    expect(canMove({ status: 'tentative' })).toBe(true);
    expect(canConfirm({ status: 'tentative' })).toBe(false);
    expect(canCancel({ status: 'completed' })).toBe(false);
  });

  it('lets a patient arrive for all legs at once', () => {
    expect(legsFor(visit('booked', leg('a', 'booked'), leg('b', 'booked'), leg('c', 'cancelled')), 'arrive').map(({ id }) => id)).toEqual([
      'a',
      'b',
    ]);
  });
});

describe('differences', () => {
  it('says what moved', () => {
    const before = visit('booked', leg('a', 'booked', '16:00'));
    const after = visit('booked', leg('a', 'booked', '16:30'));
    expect(differences(before, after, catalog)).toEqual(['Adjustment: 16:00 → 16:30']);
  });

  it('says who and what state', () => {
    const before = visit('booked', leg('a', 'booked'));
    const after = visit('arrived', { ...leg('a', 'arrived'), practitionerId: 'd2' });
    expect(differences(before, after, catalog)).toEqual(['Adjustment: arrived', 'Adjustment: Dr. Patel → Dr. Moreau']);
  });

  it('always says something', () => {
    expect(differences(visit('booked', leg('a', 'booked')), visit('confirmed', leg('a', 'booked')), catalog)).toEqual(['Visit: confirmed']);
    expect(differences(visit('booked', leg('a', 'booked')), visit('booked', leg('a', 'booked')), catalog)).toEqual(['Details changed']);
  });
});
