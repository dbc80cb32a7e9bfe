import type { Location } from '#clinic';
import type { Visit } from '#scheduling';
import type { Language } from '../advice/advice.js';
import { kindOf } from '../kinds/index.js';
import type { Message } from '../messages/message.types.js';
import type { MessageSettings } from '../settings/message-settings.rules.js';
import type { CalendarEvent } from './calendar.js';

/** Where mails come from: its host makes ids that nobody else makes. */
interface Host {
  host: string;
}

const SUMMARY: Record<Language, (clinic: string) => string> = {
  en: (clinic) => `Appointment at ${clinic}`,
  es: (clinic) => `Cita en ${clinic}`,
};
const PHONE: Record<Language, string> = { en: 'Phone', es: 'Teléfono' };

/** Patients find a file for their calendar behind the link in their message; a clinic may also invite them. */
export type InvitationSettings = Pick<MessageSettings, 'patientInvitations'>;

/** What a calendar needs to know of a message to send it along. */
export type InvitationOf = Pick<Message, 'kind' | 'recipientType' | 'recipientId' | 'aboutStart'>;

/** How a message changes the reader's calendar; `undefined`: not at all. `isOff`: the visit is theirs no more. */
export function methodOf(message: InvitationOf, settings: InvitationSettings, isOff = false): 'REQUEST' | 'CANCEL' | undefined {
  const wanted = message.recipientType === 'practitioner' || (message.recipientType === 'patient' && settings.patientInvitations);
  if (!wanted) return undefined;
  if (kindOf(message).calendarOnly) return isOff ? 'CANCEL' : 'REQUEST';
  if (message.kind === 'cancellation') return 'CANCEL';
  return message.kind === 'new-visit' || message.kind === 'confirmation' || message.kind === 'change' ? 'REQUEST' : undefined;
}

/** A visit in the patient's calendar. */
export function patientEvent(visit: Visit, location: Location, language: Language, { host }: Host): CalendarEvent {
  return {
    uid: uidOf(visit, visit.patientId, host),
    // Every change of the visit, its cancellation too, makes a version of its own.
    sequence: visit.version,
    start: visit.start,
    end: visit.end,
    summary: SUMMARY[language](location.name),
    location: placeOf(location),
    description: `${PHONE[language]} ${location.phone}`,
    status: statusOf(visit),
  };
}

/** Their own part of a visit in a practitioner's calendar. Its page is behind the sign-in. */
export function practitionerEvent(visit: Visit, practitionerId: string, location: Location, { host }: Host, page: string): CalendarEvent {
  const own = visit.legs.filter((leg) => leg.practitionerId === practitionerId);
  const live = own.filter((leg) => leg.status !== 'cancelled');
  const spanning = live.length > 0 ? live : own.length > 0 ? own : [visit];
  return {
    uid: uidOf(visit, practitionerId, host),
    sequence: visit.version,
    start: Math.min(...spanning.map((leg) => leg.start)),
    end: Math.max(...spanning.map((leg) => leg.end)),
    summary: `Visit at ${location.name}`,
    location: placeOf(location),
    url: page,
    status: statusOf(visit),
  };
}

/** Takes it out of the calendar, at the time that the reader knew. */
export function cancelled(event: CalendarEvent, knownStart: number | undefined): CalendarEvent {
  const start = knownStart ?? event.start;
  return { ...event, start, end: start + (event.end - event.start), status: 'cancelled' };
}

function uidOf(visit: Visit, recipientId: string, host: string): string {
  return `${visit.id}.${recipientId}@${host}`;
}

function placeOf({ name, address }: Location): string {
  return `${name}, ${address}`;
}

function statusOf({ status }: Visit): CalendarEvent['status'] {
  return status === 'cancelled' || status === 'tentative' ? status : 'confirmed';
}
