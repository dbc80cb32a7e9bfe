import type { ClinicSnapshot, Location } from '#clinic';
import { invariant, localPartsOf, type Weekday } from '#kernel';
import type { Visit } from '#scheduling';
import { ADVICE } from '../advice/index.js';
import type { Advice, Language } from '../advice/advice.js';
import type { Message } from '../messages/message.types.js';
import { startFor } from '../planning/about.rules.js';
import type { PlainFacts, Text, TextFacts } from '../templates/template.js';
import { templateFor } from '../templates/index.js';
import { oneLine } from '../text.js';
import type { TextLinks } from './patient-links.service.js';

const DAYS: Record<Language, Record<Weekday, string>> = {
  en: { mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday', sat: 'Saturday', sun: 'Sunday' },
  es: { mon: 'lunes', tue: 'martes', wed: 'miércoles', thu: 'jueves', fri: 'viernes', sat: 'sábado', sun: 'domingo' },
};
const MONTHS: Record<Language, string[]> = {
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  es: ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'],
};

/** Their link opens one thing for one purpose, and needs no account. */
const HAS_LINK: ReadonlySet<Message['kind']> = new Set(['clearance-request', 'referral-report']);

export interface Rendered {
  subject: string;
  body: string;
  advice: string[];
}

interface CommonFacts {
  message: Pick<Message, 'kind' | 'step' | 'recipientType' | 'recipientId' | 'aboutStart'>;
  clinic: ClinicSnapshot;
  recipient: { givenName: string; language: Language };
  publicUrl: string;
  /** The secret of a provider's link: only in what is sent, never in what is kept or shown. */
  secret?: string;
  /** The patient's own links. */
  links?: TextLinks;
}

interface VisitFacts extends CommonFacts {
  visit: Visit;
  /** The patient's visits of that day, when the message speaks for all of them. */
  day?: readonly Visit[];
}

/** About something else than a visit. */
interface OtherFacts extends CommonFacts {
  visit?: undefined;
  /** Whose name and address it has. */
  location: Location;
}

export type RenderFacts = VisitFacts | OtherFacts;

/** Writes a message from what it is about, as that is now. Pure: the preview, the planned message and the sent one are the same text. */
export function render(facts: RenderFacts): Rendered {
  const { message, recipient } = facts;
  const template = templateFor(message.recipientType, message.kind);
  if (template.aboutVisit === false) {
    invariant(facts.visit === undefined, `${message.kind} is about no visit`);
    return rendered(written(template.write, recipient.language, plainFacts(facts, facts.location, '/')), []);
  }
  invariant(facts.visit !== undefined, `${message.kind} is about a visit`);
  const advice = adviceOf(facts);
  return rendered(written(template.write, recipient.language, visitFacts(facts, advice)), advice);
}

function adviceOf({ message, visit, day, clinic }: VisitFacts): Advice[] {
  const spokenFor = day ?? [visit];
  const applies = (one: Advice) => spokenFor.some((each) => one.applies({ visit: each, clinic }));
  return message.recipientType === 'patient' && message.kind !== 'cancellation' ? ADVICE.filter(applies) : [];
}

function plainFacts({ message, recipient, publicUrl, secret, links }: CommonFacts, location: Location, page: string): PlainFacts {
  return {
    givenName: oneLine(recipient.givenName),
    clinicName: oneLine(location.name),
    address: location.address,
    phone: location.phone,
    link: HAS_LINK.has(message.kind) ? `${publicUrl}/p/${secret ?? '…'}` : `${publicUrl}${page}`,
    again: message.step === 'reminder',
    ...links,
  };
}

function visitFacts(facts: VisitFacts, advice: readonly Advice[]): TextFacts {
  const { message, visit, day, clinic, recipient } = facts;
  const location = clinic.locations.get(visit.locationId)!;
  // A cancellation speaks of the time that they had been told, everything else of the time as it is now.
  const start = message.kind === 'cancellation' ? message.aboutStart! : (firstStart(day) ?? startFor(visit, message));
  return {
    ...plainFacts(facts, location, `/visits/${visit.id}`),
    ...wallClock(start, location.timeZone, recipient.language),
    timeZone: location.timeZone,
    tentative: visit.status === 'tentative',
    advice: advice.map((one) => one.text[recipient.language]),
  };
}

function written<F>(write: { en(facts: F): Text } & Partial<Record<Language, (facts: F) => Text>>, language: Language, facts: F): Text {
  return (write[language] ?? write.en)(facts);
}

function rendered({ subject, body }: Text, advice: readonly Advice[]): Rendered {
  return { subject: oneLine(subject), body, advice: advice.map((one) => one.code) };
}

function firstStart(day: readonly Visit[] | undefined): number | undefined {
  return day && Math.min(...day.map((visit) => visit.start));
}

/** Day and time as the clinic's own clock shows them, from the bundled zone data and not from the engine's. */
function wallClock(instant: number, zone: string, language: Language): { day: string; time: string } {
  const { date, minuteOfDay, weekday } = localPartsOf(instant, zone);
  const month = MONTHS[language][Number(date.slice(5, 7)) - 1]!;
  const dayOfMonth = Number(date.slice(8, 10));
  const hour = Math.floor(minuteOfDay / 60);
  const minute = String(minuteOfDay % 60).padStart(2, '0');
  if (language === 'es') return { day: `${DAYS.es[weekday]} ${dayOfMonth} de ${month}`, time: `${hour}:${minute}` };
  return {
    day: `${DAYS.en[weekday]}, ${month} ${dayOfMonth}`,
    time: `${hour % 12 === 0 ? 12 : hour % 12}:${minute} ${hour < 12 ? 'AM' : 'PM'}`,
  };
}
