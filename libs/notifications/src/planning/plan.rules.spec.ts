import { describe, expect, it } from '@jest/globals';
import type { ReminderStep } from '#clinic';
import { DAY_MS, formatInstant, MINUTE_MS } from '#kernel';
import { systemContext } from '#platform';
import type { Visit, VisitChangeKind } from '#scheduling';
import type { VisitMessage } from '../messages/message.types.js';
import { at, cancelled, CLINIC, DENVER, movedTo, next, visit, withoutSpot, withSpotBy } from '../testing/visits.js';
import { summaryOf } from '../testing/world.js';
import { MESSAGE_SETTINGS } from '../settings/message-settings.rules.js';
import { reminderMoment } from './moments.rules.js';
import { planMessages, type Draft, type PlanContext } from './plan.rules.js';

// Monday 10:00 in Boulder; the visit is on Friday 10:00.
const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');
const UNDO = 3 * MINUTE_MS;

const context = (changes: Partial<PlanContext> = {}): PlanContext => ({
  now: NOW,
  clinic: CLINIC,
  settings: MESSAGE_SETTINGS,
  location: DENVER,
  undoMs: UNDO,
  ...changes,
});

function booked(after: Visit, changes: Partial<PlanContext> = {}): Draft[] {
  return planMessages({ kind: 'booked', after, ctx: systemContext('spec', NOW) }, [], context(changes)).drafts;
}

/** What a booking planned, as rows: those of `told` were sent. */
function rowsOf(drafts: readonly Draft[], told: (draft: Draft) => boolean = () => false): VisitMessage[] {
  return drafts.map((draft, i) => ({
    ...draft,
    id: `msg_${i}`,
    version: 1,
    attempts: 0,
    createdAt: NOW,
    ...(told(draft) ? { status: 'sent' as const, sentAt: NOW } : {}),
  }));
}

function change(kind: VisitChangeKind, before: Visit, after: Visit, rows: readonly VisitMessage[], changes: Partial<PlanContext> = {}) {
  const plan = planMessages({ kind, before, after, ctx: systemContext('spec', NOW) }, rows, context(changes));
  const skipped = rows
    .map((row) => ({ row, reason: plan.skips.find((skip) => skip.ids.includes(row.id))?.reason }))
    .filter(({ reason }) => reason !== undefined)
    .map(({ row, reason }) => summaryOf({ ...row, status: 'skipped', reason }));
  return { skipped: skipped.sort(), planned: texts(plan.drafts), drafts: plan.drafts };
}

const texts = (drafts: readonly Draft[]): string[] => drafts.map((draft) => summaryOf(draft as VisitMessage)).sort();
const notReminder = (draft: Draft): boolean => draft.kind !== 'reminder';
const local = (instant: number): string => formatInstant(instant, DENVER.timeZone);

describe('what practitioners choose', () => {
  const later = visit('vis_1', at('2027-01-15T14:00:00-07:00'));
  const dueTo = (drafts: readonly Draft[], id: string) => drafts.filter((draft) => draft.recipientId === id).map((one) => local(one.dueAt));

  it('is how long before a visit they hear of it', () => {
    const drafts = booked(later, { horizonDays: new Map([['pra_spot', 5]]) });
    expect(dueTo(drafts, 'pra_host')).toEqual(['2026-12-16T14:00:00-07:00']);
    expect(dueTo(drafts, 'pra_spot')).toEqual(['2027-01-10T14:30:00-07:00']);
  });

  it('is told at short notice of what is booked for today or tomorrow, and of nothing else', () => {
    const steps = (start: string, changes: Partial<PlanContext> = {}) =>
      booked(visit('vis_1', at(start)), changes).flatMap((draft) => (draft.kind === 'new-visit' ? [draft.step] : []));
    expect(steps('2026-11-23T10:30:00-07:00')).toEqual(['soon', 'soon']);
    expect(steps('2026-11-24T17:00:00-07:00')).toEqual(['soon', 'soon']);
    expect(steps('2026-11-25T08:00:00-07:00')).toEqual([undefined, undefined]);
    // Although they hear of it on its day.
    const late = new Map([['pra_spot', 0]]);
    expect(steps('2026-12-25T08:00:00-07:00', { horizonDays: late })).toEqual([undefined, undefined]);
  });

  it('leaves them as if they had heard of what they do without', () => {
    const rows = rowsOf(booked(visit('vis_1', FRIDAY)), notReminder).map((row): VisitMessage =>
      row.recipientId === 'pra_spot' ? { ...row, status: 'skipped', reason: 'muted' } : row,
    );
    const moved = movedTo(visit('vis_1', FRIDAY), FRIDAY + DAY_MS);
    expect(change('rescheduled', visit('vis_1', FRIDAY), moved, rows).planned).toContain('pra_spot change: planned');
    expect(change('cancelled', visit('vis_1', FRIDAY), cancelled(visit('vis_1', FRIDAY)), rows).planned).toContain(
      'pra_spot cancellation: planned',
    );
  });
});

describe('a part that was missed', () => {
  const before = visit('vis_1', NOW - 5 * MINUTE_MS);
  const missing = (...parts: number[]) =>
    next(before, { legs: before.legs.map((leg, i) => (parts.includes(i) ? { ...leg, status: 'no-show' as const } : leg)) });

  it('is told at once to whoever still waits', () => {
    const { planned, skipped, drafts } = change('no-show', before, missing(0), []);
    expect([planned, skipped]).toEqual([['pra_spot no-show: planned'], []]);
    expect([drafts[0]!.dueAt, drafts[0]!.about]).toEqual([NOW, 'missed']);
  });

  it('is told once, and to nobody who knows', () => {
    expect(change('no-show', before, missing(0, 1), []).planned).toEqual([]);
    expect(change('no-show', missing(0), missing(0, 1), []).planned).toEqual([]);
    const done = next(before, { legs: before.legs.map((leg, i) => (i === 1 ? { ...leg, status: 'completed' as const } : leg)) });
    expect(change('no-show', done, { ...missing(0), legs: [missing(0).legs[0]!, done.legs[1]!] }, []).planned).toEqual([]);
  });

  it('is no news of the visit itself', () => {
    const heard = rowsOf(
      [...booked(visit('vis_1', FRIDAY)).filter(notReminder), ...change('no-show', before, missing(0), []).drafts],
      () => true,
    );
    const gone = cancelled(visit('vis_1', FRIDAY));
    expect(change('cancelled', visit('vis_1', FRIDAY), gone, heard).planned).toContain('pra_spot cancellation: planned');
  });
});

describe('a fresh visit', () => {
  it('plans a confirmation, two reminders and a note to each practitioner', () => {
    const drafts = booked(visit('vis_1', FRIDAY));
    expect(texts(drafts)).toEqual([
      'patient confirmation: planned',
      'patient reminder 1d: planned',
      'patient reminder 3d: planned',
      'pra_host new-visit: planned',
      'pra_spot new-visit: planned',
    ]);
    expect(drafts.filter(notReminder).every((draft) => draft.dueAt === NOW + UNDO)).toBe(true);
    expect(drafts.filter((draft) => draft.step).map((draft) => local(draft.dueAt))).toEqual([
      '2026-11-24T10:00:00-07:00',
      '2026-11-26T10:00:00-07:00',
    ]);
  });

  it('reminds as often as its location wants to', () => {
    const remindersOf = (reminders: ReminderStep[]) =>
      texts(booked(visit('vis_1', FRIDAY), { location: { ...DENVER, reminders } })).filter((text) => text.includes('reminder'));
    expect(remindersOf(['1d', '2h'])).toEqual(['patient reminder 1d: planned', 'patient reminder 2h: planned']);
    expect(remindersOf([])).toEqual([]);
  });

  it('reminds as its services want it where they say so', () => {
    const withSteps = (spot: ReminderStep[] | undefined, host?: ReminderStep[]) => {
      const services = new Map([...CLINIC.services].map(([id, one]) => [id, { ...one, reminders: id === 'spot-work' ? spot : host }]));
      return texts(booked(visit('vis_1', FRIDAY), { clinic: { services } })).filter((text) => text.includes('reminder'));
    };
    expect(withSteps(['2h'])).toEqual(['patient reminder 2h: planned']);
    expect(withSteps(['2h'], ['1d'])).toEqual(['patient reminder 1d: planned', 'patient reminder 2h: planned']);
    expect(withSteps([])).toEqual([]);
  });

  it('writes down a reminder whose moment has passed', () => {
    expect(texts(booked(visit('vis_1', NOW + 2 * DAY_MS)))).toContain('patient reminder 3d: skipped (too-late)');
  });

  it.each<[string, string, string]>([
    ['30 days before', '2027-02-01T10:00:00-07:00', '2027-01-02T10:00:00-07:00'],
    ['at the same wall time over a change of the clocks', '2027-04-05T10:00:00-06:00', '2027-03-06T10:00:00-07:00'],
    ['after the quiet hours', '2027-02-01T07:00:00-07:00', '2027-01-02T08:00:00-07:00'],
    ['at once when it is that close', '2026-12-23T09:00:00-07:00', '2026-11-23T10:03:00-07:00'],
    ['not before the undo window is over', '2026-12-23T10:02:00-07:00', '2026-11-23T10:03:00-07:00'],
  ])('tells practitioners %s', (_, start, moment) => {
    const drafts = booked(visit('vis_1', at(start)));
    expect(drafts.filter((draft) => draft.recipientId === 'pra_host').map((draft) => local(draft.dueAt))).toEqual([moment]);
    expect(local(drafts.find((draft) => draft.kind === 'confirmation')!.dueAt)).toBe('2026-11-23T10:03:00-07:00');
  });

  it('that is close is told at once even in the quiet hours', () => {
    const now = at('2026-11-23T22:00:00-07:00');
    const drafts = booked(visit('vis_1', at('2026-12-23T21:30:00-07:00')), { now });
    expect(drafts.filter(notReminder).every((draft) => draft.dueAt === now + UNDO)).toBe(true);
  });

  it('plans nothing for one that has begun or is over', () => {
    expect(booked(visit('vis_1', NOW))).toEqual([]);
    expect(booked(visit('vis_1', FRIDAY, { status: 'completed' }))).toEqual([]);
  });

  it('gives every message a key of its own, and one reminder per patient, day and step', () => {
    const first = booked(visit('vis_1', FRIDAY));
    const second = booked(visit('vis_2', FRIDAY + 3 * 60 * MINUTE_MS));
    expect(new Set(first.map((draft) => draft.dedupe)).size).toBe(first.length);
    const shared = second.filter((draft) => first.some((other) => other.dedupe === draft.dedupe));
    expect(texts(shared)).toEqual(['patient reminder 1d: planned', 'patient reminder 3d: planned']);
  });
});

describe('the moment of a reminder', () => {
  it.each<[string, string, ReminderStep, string]>([
    ['same wall time the day before', '2026-11-27T14:30:00-07:00', '1d', '2026-11-26T14:30:00-07:00'],
    // Clocks go forward on 2027-03-14: 72 h before would be 9:00.
    ['keeps the wall time over a change to summer time', '2027-03-15T10:00:00-06:00', '3d', '2027-03-12T10:00:00-07:00'],
    ['keeps the wall time over a change to winter time', '2026-11-02T10:00:00-07:00', '3d', '2026-10-30T10:00:00-06:00'],
    ['a wall time that the clocks skip: right after', '2027-03-15T02:30:00-06:00', '1d', '2027-03-14T08:00:00-06:00'],
    ['early morning waits for the end of the quiet hours', '2026-11-27T07:00:00-07:00', '1d', '2026-11-26T08:00:00-07:00'],
    ['late evening too, on the day of the visit', '2026-11-27T22:00:00-07:00', '1d', '2026-11-27T08:00:00-07:00'],
    ['the end of the quiet hours is not quiet', '2026-11-27T08:00:00-07:00', '1d', '2026-11-26T08:00:00-07:00'],
    ['two hours before', '2026-11-27T14:00:00-07:00', '2h', '2026-11-27T12:00:00-07:00'],
    ['when waiting leaves no hour: the evening before', '2026-11-27T08:30:00-07:00', '2h', '2026-11-26T20:30:00-07:00'],
  ])('%s', (_, start, step, moment) => {
    expect(local(reminderMoment(at(start), step, DENVER))).toBe(moment);
  });

  it('leaves time to send before quiet hours that begin after midnight', () => {
    const location = { ...DENVER, quietHours: { from: '00:15', to: '08:00' } };
    expect(local(reminderMoment(at('2026-11-27T08:30:00-07:00'), '2h', location))).toBe('2026-11-26T23:45:00-07:00');
  });

  it('knows no quiet hours where none are set', () => {
    const location = { ...DENVER, quietHours: { from: '00:00', to: '00:00' } };
    expect(local(reminderMoment(at('2026-11-27T03:00:00-07:00'), '1d', location))).toBe('2026-11-26T03:00:00-07:00');
  });
});

describe('a moved visit', () => {
  const before = visit('vis_1', FRIDAY);
  const after = movedTo(before, FRIDAY + DAY_MS);

  it('that nobody was told of is announced afresh', () => {
    const { skipped, planned } = change('rescheduled', before, after, rowsOf(booked(before)));
    expect(skipped).toEqual([
      'patient confirmation: skipped (visit-moved)',
      'patient reminder 1d: skipped (visit-moved)',
      'patient reminder 3d: skipped (visit-moved)',
      'pra_host new-visit: skipped (visit-moved)',
      'pra_spot new-visit: skipped (visit-moved)',
    ]);
    expect(planned).toEqual([
      'patient confirmation: planned',
      'patient reminder 1d: planned',
      'patient reminder 3d: planned',
      'pra_host new-visit: planned',
      'pra_spot new-visit: planned',
    ]);
  });

  it('that they were told of sends one change to each', () => {
    const { skipped, planned } = change('rescheduled', before, after, rowsOf(booked(before), notReminder));
    expect(skipped).toEqual(['patient reminder 1d: skipped (visit-moved)', 'patient reminder 3d: skipped (visit-moved)']);
    expect(planned.filter((text) => !text.includes('reminder'))).toEqual([
      'patient change: planned',
      'pra_host change: planned',
      'pra_spot change: planned',
    ]);
  });

  it('counts a message that a worker holds as told and leaves it alone', () => {
    const rows = rowsOf(booked(before)).map((row): VisitMessage => ({ ...row, status: 'queued', claimedUntil: NOW + 1000 }));
    const { skipped, planned } = change('rescheduled', before, after, rows);
    expect(skipped).toEqual([]);
    expect(planned).toContain('patient change: planned');
  });

  it('does not count one whose worker died', () => {
    const rows = rowsOf(booked(before)).map((row): VisitMessage => ({ ...row, status: 'queued', claimedUntil: NOW - 1000 }));
    expect(change('rescheduled', before, after, rows).planned).toContain('patient confirmation: planned');
  });

  it('moved back before anybody heard of it sends nothing', () => {
    const told = rowsOf(booked(before), notReminder);
    const moving = rowsOf(change('rescheduled', before, after, told).drafts).map((row, i): VisitMessage => ({ ...row, id: `again_${i}` }));
    const back = movedTo(after, before.start);
    const { skipped, planned } = change('rescheduled', after, back, [...told, ...moving]);
    expect(planned.filter((text) => !text.includes('reminder'))).toEqual([]);
    expect(skipped).toContain('patient change: skipped (visit-moved)');
  });

  it('with another therapist tells the three whom it concerns, and keeps what is still true', () => {
    const { skipped, planned } = change('rescheduled', before, withSpotBy(before, 'pra_other'), rowsOf(booked(before), notReminder));
    expect(skipped).toEqual([]);
    expect(planned).toEqual(['pra_other new-visit: planned', 'pra_spot cancellation: planned']);
  });

  it('tells a therapist who is off it the time that they had', () => {
    const other = movedTo(withSpotBy(before, 'pra_other'), FRIDAY + DAY_MS);
    const { drafts } = change('rescheduled', before, other, rowsOf(booked(before), notReminder));
    const cancellation = drafts.find((draft) => draft.kind === 'cancellation')!;
    expect(local(cancellation.aboutStart)).toBe('2026-11-27T10:30:00-07:00');
  });
});

describe('a visit that practitioners have not heard of yet, more than 30 days ahead', () => {
  const before = visit('vis_1', NOW + 60 * DAY_MS);
  const confirmed = (draft: Draft): boolean => draft.kind === 'confirmation';
  const theirs = (list: readonly string[]): string[] => list.filter((text) => text.startsWith('pra_'));
  const dueDays = (drafts: readonly Draft[], kind: string): number[] =>
    drafts.filter((draft) => draft.kind === kind).map((draft) => Math.round((draft.dueAt - NOW) / DAY_MS));

  it('moved farther away is announced later, once', () => {
    const { skipped, planned, drafts } = change(
      'rescheduled',
      before,
      movedTo(before, NOW + 70 * DAY_MS),
      rowsOf(booked(before), confirmed),
    );
    expect(theirs(skipped)).toEqual(['pra_host new-visit: skipped (visit-moved)', 'pra_spot new-visit: skipped (visit-moved)']);
    expect(theirs(planned)).toEqual(['pra_host new-visit: planned', 'pra_spot new-visit: planned']);
    expect(dueDays(drafts, 'new-visit')).toEqual([40, 40]);
    expect(planned).toContain('patient change: planned');
  });

  it('moved into them is announced at once', () => {
    const { planned, drafts } = change('rescheduled', before, movedTo(before, FRIDAY), rowsOf(booked(before), confirmed));
    expect(theirs(planned)).toEqual(['pra_host new-visit: planned', 'pra_spot new-visit: planned']);
    expect(drafts.filter((draft) => draft.kind === 'new-visit').every((draft) => draft.dueAt === NOW + UNDO)).toBe(true);
  });

  it('moved away and back is announced once', () => {
    const booking = rowsOf(booked(before), confirmed);
    const after = movedTo(before, NOW + 70 * DAY_MS);
    const moving = rowsOf(change('rescheduled', before, after, booking).drafts).map((row, i): VisitMessage => ({
      ...row,
      id: `moved_${i}`,
    }));
    const gone = booking.map((row): VisitMessage => (row.kind === 'new-visit' ? { ...row, status: 'skipped', dedupe: undefined } : row));
    const { skipped, planned, drafts } = change('rescheduled', after, movedTo(after, before.start), [...gone, ...moving]);
    expect(theirs(skipped)).toEqual(['pra_host new-visit: skipped (visit-moved)', 'pra_spot new-visit: skipped (visit-moved)']);
    expect(theirs(planned)).toEqual(['pra_host new-visit: planned', 'pra_spot new-visit: planned']);
    expect(dueDays(drafts, 'new-visit')).toEqual([30, 30]);
  });

  it('given to another therapist is never heard of by the first', () => {
    const { skipped, planned, drafts } = change('rescheduled', before, withSpotBy(before, 'pra_other'), rowsOf(booked(before), confirmed));
    expect(skipped).toEqual(['pra_spot new-visit: skipped (visit-moved)']);
    expect(planned).toEqual(['pra_other new-visit: planned']);
    expect(dueDays(drafts, 'new-visit')).toEqual([30]);
  });

  it('cancelled is never heard of', () => {
    const { skipped, planned } = change('cancelled', before, cancelled(before), rowsOf(booked(before), confirmed));
    expect(theirs(skipped)).toEqual(['pra_host new-visit: skipped (visit-cancelled)', 'pra_spot new-visit: skipped (visit-cancelled)']);
    expect(planned).toEqual(['patient cancellation: planned']);
  });

  it('cancelled after they heard of it is', () => {
    const rows = rowsOf(booked(before), notReminder);
    expect(theirs(change('cancelled', before, cancelled(before), rows, { now: NOW + 40 * DAY_MS }).planned)).toEqual([
      'pra_host cancellation: planned',
      'pra_spot cancellation: planned',
    ]);
  });

  it('moved out of them after they heard of it tells the change at once', () => {
    const near = visit('vis_1', FRIDAY);
    const { planned, drafts } = change('rescheduled', near, movedTo(near, before.start), rowsOf(booked(near), notReminder));
    expect(theirs(planned)).toEqual(['pra_host change: planned', 'pra_spot change: planned']);
    expect(drafts.filter((draft) => draft.kind === 'change').every((draft) => draft.dueAt === NOW + UNDO)).toBe(true);
  });
});

describe('a cancelled visit', () => {
  const before = visit('vis_1', FRIDAY);

  it('within the undo window sends nothing at all', () => {
    const { skipped, planned } = change('cancelled', before, cancelled(before), rowsOf(booked(before)));
    expect(planned).toEqual([]);
    expect(skipped).toHaveLength(5);
    expect(skipped.every((text) => text.endsWith('skipped (visit-cancelled)'))).toBe(true);
  });

  it('tells whoever was told, once the undo window is over', () => {
    const { skipped, planned, drafts } = change('cancelled', before, cancelled(before), rowsOf(booked(before), notReminder));
    expect(skipped).toEqual(['patient reminder 1d: skipped (visit-cancelled)', 'patient reminder 3d: skipped (visit-cancelled)']);
    expect(planned).toEqual(['patient cancellation: planned', 'pra_host cancellation: planned', 'pra_spot cancellation: planned']);
    expect(drafts.every((draft) => draft.dueAt === NOW + UNDO)).toBe(true);
  });

  it('tells those whose message is on its way', () => {
    const rows = rowsOf(booked(before)).map((row): VisitMessage =>
      row.kind === 'confirmation' ? { ...row, status: 'queued', claimedUntil: NOW + 1000 } : row,
    );
    expect(change('cancelled', before, cancelled(before), rows).planned).toEqual(['patient cancellation: planned']);
  });

  it.each<[VisitMessage['status'], string, string[]]>([
    ['skipped', 'no-address', ['patient cancellation: planned']],
    ['skipped', 'opted-out', ['patient cancellation: planned']],
    ['failed', 'smtp-550', ['patient cancellation: planned']],
    ['skipped', 'suppressed', []],
  ])('whose confirmation was %s (%s) tells the patient, who knows of it from the desk', (status, reason, planned) => {
    const rows = rowsOf(booked(before)).map((row) => (row.kind === 'confirmation' ? { ...row, status, reason } : row));
    expect(change('cancelled', before, cancelled(before), rows).planned).toEqual(planned);
  });

  it('tells nobody when it is over', () => {
    const rows = rowsOf(booked(before), () => true);
    expect(change('cancelled', before, cancelled(before), rows, { now: before.end }).planned).toEqual([]);
  });

  it('of one leg tells the patient and the one who is off it; reminders stay', () => {
    const { skipped, planned } = change('leg-cancelled', before, withoutSpot(before), rowsOf(booked(before), notReminder));
    expect(skipped).toEqual([]);
    expect(planned).toEqual(['patient change: planned', 'pra_spot cancellation: planned']);
  });
});

describe('other changes', () => {
  const before = visit('vis_1', FRIDAY);
  const rows = rowsOf(booked(before), notReminder);

  it('a confirmation by the patient changes nothing', () => {
    expect(change('confirmed', before, next(before, { status: 'confirmed' }), rows)).toMatchObject({ skipped: [], planned: [] });
  });

  it.each<[VisitChangeKind, Visit['status']]>([
    ['arrived', 'arrived'],
    ['started', 'in-progress'],
    ['completed', 'completed'],
    ['no-show', 'no-show'],
  ])('%s ends the reminders', (kind, status) => {
    const { skipped, planned } = change(kind, before, next(before, { status }), rows);
    expect(planned).toEqual(kind === 'no-show' ? ['patient missed-visit: planned'] : []);
    expect(skipped.map((text) => text.split(':')[0])).toEqual(['patient reminder 1d', 'patient reminder 3d']);
  });

  it('a tentative visit that becomes certain is confirmed to those who were told it was not', () => {
    const tentative = next(before, { status: 'tentative' });
    const certain = next(tentative, { status: 'booked' });
    expect(change('settled', tentative, certain, rows).planned).toEqual([
      'patient confirmation: planned',
      'pra_host new-visit certain: planned',
      'pra_spot new-visit certain: planned',
    ]);
    // Not told yet: the planned confirmation will say how it stands when it goes.
    expect(change('settled', tentative, certain, rowsOf(booked(tentative)))).toMatchObject({ skipped: [], planned: [] });
  });

  describe('a tentative visit that was moved, and becomes certain before they have heard of that', () => {
    const moved = movedTo(next(before, { status: 'tentative' }), FRIDAY + DAY_MS);
    const certain = next(moved, { status: 'booked' });
    const moving = rowsOf(change('rescheduled', next(before, { status: 'tentative' }), moved, rows).drafts).map((row, i): VisitMessage => ({
      ...row,
      id: `moved_${i}`,
    }));
    const notices = (list: readonly string[]): string[] => list.filter((text) => /change|new-visit|confirmation/.test(text));

    it('tells both at once', () => {
      const { skipped, planned } = change('settled', moved, certain, [...rows, ...moving]);
      expect(notices(skipped)).toEqual([
        'patient change: skipped (superseded)',
        'pra_host change: skipped (superseded)',
        'pra_spot change: skipped (superseded)',
      ]);
      expect(notices(planned)).toEqual(['patient change: planned', 'pra_host change certain: planned', 'pra_spot change certain: planned']);
    });

    it('goes on being news when it is moved once more, and when it is moved back', () => {
      const settling = rowsOf(change('settled', moved, certain, [...rows, ...moving]).drafts).map((row, i): VisitMessage => ({
        ...row,
        id: `certain_${i}`,
      }));
      const again = (start: number) =>
        notices(change('rescheduled', certain, movedTo(certain, start), [...rows, ...settling]).planned).filter((text) =>
          text.startsWith('pra_host'),
        );
      expect(again(FRIDAY + 2 * DAY_MS)).toEqual(['pra_host change certain: planned']);
      expect(again(FRIDAY)).toEqual(['pra_host new-visit certain: planned']);
    });
  });
});

describe('what a visit calls for beside news', () => {
  const first = { isFirst: true, hasNoIntake: true };
  const ofKind = (drafts: readonly Draft[], kind: string): string[] =>
    drafts.filter((draft) => draft.kind === kind).map((draft) => `${local(draft.dueAt)} ${draft.status}`);

  it('the first time: what to expect and the intake, once, days before; soon when it is near', () => {
    const settings = { ...MESSAGE_SETTINGS, intakeRequest: true };
    const at3 = (start: string, facts = first) => booked(visit('vis_1', at(start)), { ...facts, settings });
    const far = at3('2026-12-18T10:00:00-07:00');
    expect(ofKind(far, 'first-visit')).toEqual(['2026-12-16T10:00:00-07:00 planned']);
    expect(ofKind(far, 'intake-request')).toEqual(['2026-12-12T10:00:00-07:00 planned']);
    expect(far.find((draft) => draft.kind === 'first-visit')!.dedupe).toBe('pat_1|first-visit');
    const near = at3('2026-11-24T15:00:00-07:00');
    expect(ofKind(near, 'first-visit')).toEqual(['2026-11-23T12:00:00-07:00 planned']);
    expect(ofKind(near, 'intake-request')).toEqual(['2026-11-23T10:03:00-07:00 planned']);
    expect(ofKind(at3('2026-11-23T13:00:00-07:00'), 'first-visit')).toEqual([]);
    expect(ofKind(at3('2026-11-27T10:00:00-07:00', { isFirst: true, hasNoIntake: false }), 'intake-request')).toEqual([]);
  });

  it('only where the clinic has it on', () => {
    const settings = { ...MESSAGE_SETTINGS, firstVisit: false };
    expect(texts(booked(visit('vis_1', FRIDAY), { ...first, settings }))).toEqual(texts(booked(visit('vis_1', FRIDAY))));
  });

  it('moved: another time for it; cancelled: none', () => {
    const before = visit('vis_1', at('2026-12-18T10:00:00-07:00'));
    const rows = rowsOf(booked(before, first), (draft) => draft.kind === 'confirmation');
    const after = movedTo(before, before.start + DAY_MS);
    const moved = change('rescheduled', before, after, rows, first);
    expect(moved.skipped).toContain('patient first-visit: skipped (visit-moved)');
    expect(ofKind(moved.drafts, 'first-visit')).toEqual(['2026-12-17T10:00:00-07:00 planned']);
    expect(change('cancelled', before, cancelled(before), rows, first).skipped).toContain('patient first-visit: skipped (visit-cancelled)');
  });

  it('while it waits for a go-ahead: half way, outside the quiet hours, and not when the wait is short', () => {
    const waiting = (hours: number) => booked(visit('vis_1', FRIDAY, { status: 'tentative', releaseAt: NOW + hours * 60 * MINUTE_MS }));
    expect(ofKind(waiting(20), 'clearance-pending')).toEqual(['2026-11-23T20:00:00-07:00 planned']);
    expect(ofKind(waiting(24), 'clearance-pending')).toEqual(['2026-11-24T08:00:00-07:00 planned']);
    expect(ofKind(waiting(5), 'clearance-pending')).toEqual([]);
    const before = visit('vis_1', FRIDAY, { status: 'tentative', releaseAt: NOW + DAY_MS });
    const settled = change('settled', before, next(before, { status: 'booked', releaseAt: undefined }), rowsOf(booked(before)));
    expect(settled.skipped).toEqual(['patient clearance-pending: skipped (answered)']);
  });

  it('nobody came: after half an hour, once a day; not when they came after all', () => {
    const before = visit('vis_1', NOW - 30 * MINUTE_MS);
    const missed = next(before, { status: 'no-show' });
    const { drafts } = change('no-show', before, missed, []);
    expect(ofKind(drafts, 'missed-visit')).toEqual(['2026-11-23T10:30:00-07:00 planned']);
    expect(drafts[0]!.dedupe).toBe('pat_1|2026-11-23|missed-visit|');
    // Entered for a visit to come: nobody hears before their time that they were missed.
    const early = visit('vis_2', FRIDAY);
    const entered = change('no-show', early, next(early, { status: 'no-show' }), []).drafts;
    expect(ofKind(entered, 'missed-visit')).toEqual(['2026-11-27T10:30:00-07:00 planned']);
    expect(change('arrived', missed, next(missed, { status: 'arrived' }), rowsOf(drafts)).skipped).toEqual([
      'patient missed-visit: skipped (not-missed)',
    ]);
  });

  it('it was: the next day, where the clinic asks', () => {
    const before = visit('vis_1', NOW - 60 * MINUTE_MS, { status: 'in-progress' });
    const done = next(before, { status: 'completed' });
    expect(change('completed', before, done, []).planned).toEqual([]);
    const settings = { ...MESSAGE_SETTINGS, feedback: true };
    expect(ofKind(change('completed', before, done, [], { settings }).drafts, 'feedback')).toEqual(['2026-11-24T09:45:00-07:00 planned']);
  });
});
