import { describe, expect, it } from '@jest/globals';
import { systemContext } from '#platform';
import type { LegStatus, Visit, VisitChange, VisitChangeKind } from '#scheduling';
import { REFERRAL_STATUSES } from './referral.status.js';
import { eventOf, movesThatTell, VISIT_EVENTS, type VisitEvent } from './visit-events.rules.js';

const MASSAGE = new Set(['svc_spot']);

function visit(spot: LegStatus | undefined, extra: { host?: LegStatus; tentative?: true } = {}): Visit {
  const leg = (serviceId: string, status: LegStatus) => ({ serviceId, status });
  const legs = [leg('svc_adj', extra.host ?? 'booked'), ...(spot ? [leg('svc_spot', spot)] : [])];
  return { id: 'vis_1', status: extra.tentative ? 'tentative' : 'booked', legs } as unknown as Visit;
}

const told = (kind: VisitChangeKind, before: Visit | undefined, after: Visit) =>
  eventOf({ kind, before, after, ctx: systemContext('spec', 0) } satisfies VisitChange, MASSAGE);

describe('what a change of a visit means to its referral', () => {
  it.each<[VisitChangeKind, Visit | undefined, Visit, VisitEvent | undefined]>([
    ['booked', undefined, visit('booked'), 'visit-booked'],
    ['booked', undefined, visit('booked', { tentative: true }), undefined],
    ['booked', undefined, visit(undefined), undefined],
    ['settled', visit('booked', { tentative: true }), visit('booked'), 'visit-booked'],
    ['rescheduled', visit('booked'), visit('booked'), 'visit-moved'],
    ['rescheduled', visit('booked', { tentative: true }), visit('booked', { tentative: true }), undefined],
    ['confirmed', visit('booked'), visit('booked'), undefined],
    ['arrived', visit('booked'), visit('arrived'), undefined],
    ['arrived', visit('no-show'), visit('arrived'), 'visit-resumed'],
    ['started', visit('arrived'), visit('in-progress'), undefined],
    ['completed', visit('in-progress'), visit('completed'), 'visit-completed'],
    ['completed', visit('booked'), visit('booked', { host: 'completed' }), undefined],
    ['completed', visit('completed'), visit('completed', { host: 'completed' }), undefined],
    ['no-show', visit('booked'), visit('no-show'), 'visit-no-show'],
    ['no-show', visit('booked'), visit('booked', { host: 'no-show' }), undefined],
    ['cancelled', visit('booked'), visit('cancelled', { host: 'cancelled' }), 'visit-cancelled'],
    ['cancelled', visit('booked', { tentative: true }), visit('cancelled', { host: 'cancelled' }), undefined],
    ['cancelled', visit('no-show'), visit('no-show', { host: 'cancelled' }), undefined],
    ['leg-cancelled', visit('booked'), visit('cancelled'), 'visit-cancelled'],
    ['leg-cancelled', visit('booked'), visit('booked', { host: 'cancelled' }), undefined],
  ])('%s: case %#', (kind, before, after, event) => expect(told(kind, before, after)).toBe(event));
});

describe('the moves that tell it', () => {
  it('are those of the table, by way of "scheduled" where another visit was missed, cancelled or done before', () => {
    expect(movesThatTell('visit-booked', 'accepted')).toEqual(['scheduled']);
    expect(movesThatTell('visit-moved', 'scheduled')).toEqual(['scheduled']);
    expect(movesThatTell('visit-completed', 'scheduled')).toEqual(['in-progress']);
    expect(movesThatTell('visit-completed', 'in-progress')).toEqual(['in-progress']);
    expect(movesThatTell('visit-completed', 'no-show')).toEqual(['scheduled', 'in-progress']);
    expect(movesThatTell('visit-no-show', 'in-progress')).toEqual(['scheduled', 'no-show']);
    expect(movesThatTell('visit-no-show', 'no-show')).toEqual(['scheduled', 'no-show']);
    expect(movesThatTell('visit-cancelled', 'in-progress')).toEqual(['visit-cancelled']);
    expect(movesThatTell('visit-cancelled', 'visit-cancelled')).toEqual(['scheduled', 'visit-cancelled']);
  });

  it('are none while nothing may be booked on it', () => {
    const waiting = REFERRAL_STATUSES.filter((from) =>
      (Object.keys(VISIT_EVENTS) as VisitEvent[]).every((event) => movesThatTell(event, from).length === 0),
    );
    expect(waiting).toEqual([
      'received',
      'needs-information',
      'needs-clearance',
      'cancellation-requested',
      'declined',
      'cancelled',
      'completed',
    ]);
  });
});
