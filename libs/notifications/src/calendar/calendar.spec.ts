import { describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import nodeIcal, { type VEvent } from 'node-ical';
import { MINUTE_MS } from '#kernel';
import type { Visit } from '#scheduling';
import { at, DENVER, visit } from '../testing/visits.js';
import { type CalendarEvent, type CalendarText, writeCalendar } from './calendar.js';
import { cancelled, methodOf, patientEvent, practitionerEvent } from './event.rules.js';
import { linesOf } from './testing/read-calendar.js';

const START = at('2026-11-27T14:30:00-07:00');
const NOW = at('2026-11-20T09:00:00-07:00');
const VISIT = visit('vis_1', START);
const SENDER = { host: 'desk.example.org' };
const EVENT = patientEvent(VISIT, DENVER, 'en', SENDER);
const ORGANIZER = { name: 'Cedar Spine & Rehab', address: 'no-reply@desk.example.org' };

/** The same file, read by two programs that know nothing of each other. */
function read(text: string) {
  const component = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const one = component.getFirstSubcomponent('vevent')!;
  const event = new ICAL.Event(one);
  const other = Object.values(nodeIcal.sync.parseICS(text)).find((entry): entry is VEvent => entry?.type === 'VEVENT')!;
  return { component, one, event, other };
}

function invitation(change: Partial<CalendarText> = {}, event: Partial<CalendarEvent> = {}): string {
  const attendee = { name: 'Sam Alder', address: 'sam@clinic.example' };
  return writeCalendar({ method: 'REQUEST', events: [{ ...EVENT, ...event }], now: NOW, organizer: ORGANIZER, attendee, ...change });
}

describe('an invitation', () => {
  it('is read alike by two programs', () => {
    const { component, one, event, other } = read(invitation());
    expect(component.getFirstPropertyValue('method')).toBe('REQUEST');
    expect([event.uid, other.uid]).toEqual(['vis_1.pat_1@desk.example.org', 'vis_1.pat_1@desk.example.org']);
    expect([event.startDate.toJSDate(), other.start]).toEqual([new Date(START), expect.objectContaining(new Date(START))]);
    expect([event.endDate.toJSDate().getTime(), other.end?.getTime()]).toEqual([VISIT.end, VISIT.end]);
    expect([event.startDate.zone.tzid, one.getFirstPropertyValue('dtstamp')?.toString()]).toEqual(['UTC', '2026-11-20T16:00:00Z']);
    expect([event.sequence, Number(other.sequence)]).toEqual([1, 1]);
    expect([event.summary, other.summary]).toEqual(['Appointment at Cedar Spine & Rehab', 'Appointment at Cedar Spine & Rehab']);
    expect(event.location).toBe('Cedar Spine & Rehab, 12 Cedar Street, Boulder');
    const attendee = one.getFirstProperty('attendee')!;
    expect([attendee.getFirstValue(), attendee.getParameter('rsvp')]).toEqual(['MAILTO:sam@clinic.example', 'FALSE']);
    expect(event.organizer).toBe('mailto:no-reply@desk.example.org');
  });

  it('is written in lines that every program reads', () => {
    const name = 'Cedar «Espalda» 👩‍👩‍👧 '.repeat(12);
    const text = invitation({ organizer: { ...ORGANIZER, name } }, { summary: `Appointment at ${name}` });
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const { event, other } = read(text);
    expect([event.summary, other.summary]).toEqual([`Appointment at ${name}`.trim(), `Appointment at ${name}`.trim()]);
  });

  it.each([
    ['line ends', 'Cedar\r\nATTENDEE:mailto:evil@evil.example\r\nX:1'],
    ['other line ends', 'Cedar\u2028BEGIN:VALARM\u2029\u0085END:VALARM\v\f'],
    ['quotation marks', 'Cedar";RSVP=TRUE:mailto:evil@evil.example;X="'],
    ['signs of the format', 'Cedar; Spine, \\ Rehab: "x" ^n'],
    ['a reading direction', 'Cedar \u202Egnp.exe\u202C'],
  ])('takes %s in a name for text', (_, name) => {
    const text = invitation(
      { organizer: { ...ORGANIZER, name }, attendee: { name, address: 'sam@clinic.example' } },
      { summary: name, location: name },
    );
    const properties = linesOf(text).map((line) => /^[A-Z-]+/.exec(line)![0]);
    expect(properties).toEqual(linesOf(invitation()).map((line) => /^[A-Z-]+/.exec(line)![0]));
    const { one, event, other } = read(text);
    const shown = name
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]+/gu, ' ')
      .replace(/ {2,}/g, ' ')
      .trim();
    expect([event.summary, other.summary]).toEqual([shown, shown]);
    expect(event.location).toBe(shown);
    const attendee = one.getFirstProperty('attendee')!;
    expect([attendee.getFirstValue(), attendee.getParameter('rsvp')]).toEqual(['MAILTO:sam@clinic.example', 'FALSE']);
    expect(event.organizer).toBe('mailto:no-reply@desk.example.org');
  });
});

describe('what a message does to a calendar', () => {
  const ON = { patientInvitations: true };
  const OFF = { patientInvitations: false };
  const message = (
    recipientType: 'patient' | 'practitioner' | 'referrer',
    kind: 'confirmation' | 'new-visit' | 'change' | 'cancellation' | 'calendar-update' | 'reminder',
  ) => ({
    recipientType,
    kind,
    recipientId: 'x',
    aboutStart: START,
  });

  it('practitioners are invited, patients where the clinic wants it, and reminders change nothing', () => {
    for (const settings of [ON, OFF]) {
      expect(methodOf(message('practitioner', 'new-visit'), settings)).toBe('REQUEST');
      expect(methodOf(message('practitioner', 'change'), settings)).toBe('REQUEST');
      expect(methodOf(message('practitioner', 'cancellation'), settings)).toBe('CANCEL');
      const update = message('practitioner', 'calendar-update');
      expect([false, true].map((isOff) => methodOf(update, settings, isOff))).toEqual(['REQUEST', 'CANCEL']);
      expect(methodOf(message('patient', 'reminder'), settings)).toBeUndefined();
      expect(methodOf(message('referrer', 'change'), settings)).toBeUndefined();
    }
    expect(methodOf(message('patient', 'confirmation'), ON)).toBe('REQUEST');
    expect(methodOf(message('patient', 'confirmation'), OFF)).toBeUndefined();
    expect(methodOf(message('patient', 'cancellation'), OFF)).toBeUndefined();
  });

  it('a practitioner sees their own part, and nothing of whom or why', () => {
    const planned = { ...VISIT, plan: { areas: [{ code: 'low-back' }], techniques: ['deep-tissue'], notes: 'Whiplash' } };
    const event = practitionerEvent(planned, 'pra_spot', DENVER, SENDER, 'https://desk.example.org/visits/vis_1');
    const own = VISIT.legs.find((leg) => leg.practitionerId === 'pra_spot')!;
    expect(event).toMatchObject({
      start: own.start,
      end: own.end,
      uid: 'vis_1.pra_spot@desk.example.org',
      summary: 'Visit at Cedar Spine & Rehab',
    });
    const text = writeCalendar({ method: 'REQUEST', events: [event], now: NOW });
    expect(text).not.toMatch(/low.?back|tissue|whiplash|pat_1|spot-work|massage/i);
  });

  it('one that is off is taken out at the time that they knew', () => {
    const event = cancelled(practitionerEvent({ ...VISIT, version: 4 }, 'pra_gone', DENVER, SENDER, 'x'), START - 60 * MINUTE_MS);
    expect(event).toMatchObject({ start: START - 60 * MINUTE_MS, sequence: 4, status: 'cancelled' });
    expect(event.end - event.start).toBe(VISIT.end - VISIT.start);
  });

  it('one that is not certain says so, until it is booked', () => {
    const toTherapist = (changes: Partial<Visit>) => practitionerEvent({ ...VISIT, ...changes }, 'pra_spot', DENVER, SENDER, 'x');
    const files = [toTherapist({ status: 'tentative' }), toTherapist({ status: 'booked', version: 2 })].map((event) => {
      const { one, other } = read(writeCalendar({ method: 'REQUEST', events: [event], now: NOW }));
      return [one.getFirstPropertyValue('status'), other.status, Number(other.sequence), other.transparency];
    });
    // Tentative or not, their time is taken.
    expect(files).toEqual([
      ['TENTATIVE', 'TENTATIVE', 1, files[0]![3]],
      ['CONFIRMED', 'CONFIRMED', 2, files[0]![3]],
    ]);
    expect(files[0]![3]).not.toBe('TRANSPARENT');
    expect(patientEvent({ ...VISIT, status: 'tentative' }, DENVER, 'es', SENDER)).toMatchObject({
      status: 'tentative',
      summary: 'Cita en Cedar Spine & Rehab',
      description: 'Teléfono +1 303 555 0100',
    });
  });
});
