import ical, { ICalAttendeeRole, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { oneLine } from '../text.js';

export interface CalendarPerson {
  name: string;
  address: string;
}

/** One entry of a calendar. It leaves the house and is copied to whoever keeps the reader's calendar: it says where and when. */
export interface CalendarEvent {
  /** The same over the whole life of a visit, for one recipient. */
  uid: string;
  /** Higher with every change: a calendar keeps what it has otherwise. */
  sequence: number;
  start: number;
  end: number;
  summary: string;
  location: string;
  description?: string;
  url?: string;
  status: 'confirmed' | 'tentative' | 'cancelled';
}

export interface CalendarText {
  method: 'REQUEST' | 'CANCEL' | 'PUBLISH';
  events: readonly CalendarEvent[];
  now: number;
  /** Of an invitation. */
  organizer?: CalendarPerson;
  attendee?: CalendarPerson;
}

const STATUS = {
  confirmed: ICalEventStatus.CONFIRMED,
  tentative: ICalEventStatus.TENTATIVE,
  cancelled: ICalEventStatus.CANCELLED,
} as const;

/** The text of RFC 5545. Times are in UTC: of a local hour that comes twice, programs take different ones. */
export function writeCalendar({ method, events, now, organizer, attendee }: CalendarText): string {
  const calendar = ical({ prodId: '-//Spotwork//Spotwork//EN', method: ICalCalendarMethod[method] });
  for (const event of events) {
    calendar.createEvent({
      id: event.uid,
      sequence: event.sequence,
      stamp: new Date(now),
      lastModified: new Date(now),
      start: new Date(event.start),
      end: new Date(event.end),
      summary: oneLine(event.summary),
      location: oneLine(event.location),
      description: event.description,
      url: event.url,
      status: STATUS[event.status],
      organizer: organizer && { name: parameter(organizer.name), email: organizer.address },
      // Nobody is asked whether they accept: who does not want the time tells the clinic.
      attendees: attendee && [
        {
          name: parameter(attendee.name),
          email: attendee.address,
          role: ICalAttendeeRole.REQ,
          status: ICalAttendeeStatus.ACCEPTED,
          rsvp: false,
        },
      ],
    });
  }
  return `${calendar.toString()}\r\n`;
}

/** In a parameter a quotation mark ends the value, and nothing can escape it. */
function parameter(name: string): string {
  return oneLine(name).replaceAll('"', "'");
}
