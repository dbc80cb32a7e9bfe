import type { ClinicSnapshot } from '#clinic';
import { localPartsOf, type Weekday } from '#kernel';
import type { Visit } from '#scheduling';
import { ADVICE } from '../advice/index.js';
import type { Advice, Language } from '../advice/advice.js';
import type { Message } from '../messages/message.types.js';
import { startFor } from '../planning/about.rules.js';
import type { TextFacts } from '../templates/template.js';
import { templateFor } from '../templates/index.js';
import { oneLine } from '../text.js';

const DAYS: Record<Language, Record<Weekday, string>> = {
  en: { mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday', sat: 'Saturday', sun: 'Sunday' },
  es: { mon: 'lunes', tue: 'martes', wed: 'miércoles', thu: 'jueves', fri: 'viernes', sat: 'sábado', sun: 'domingo' },
};
const MONTHS: Record<Language, string[]> = {
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  es: ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'],
};

export interface Rendered {
  subject: string;
  body: string;
  advice: string[];
}

export interface RenderFacts {
  message: Pick<Message, 'kind' | 'recipientType' | 'recipientId' | 'aboutStart'>;
  visit: Visit;
  clinic: ClinicSnapshot;
  recipient: { givenName: string; language: Language };
  /** The patient's visits of that day, when the message speaks for all of them. */
  day?: readonly Visit[];
  publicUrl: string;
  /** The secret of a provider's link: only in what is sent, never in what is kept or shown. */
  secret?: string;
}

/** Writes a message from the visit as it is now. Pure: the preview, the planned message and the sent one are the same text. */
export function render(facts: RenderFacts): Rendered {
  const { message, visit, clinic, recipient } = facts;
  const location = clinic.locations.get(visit.locationId)!;
  const forPatient = message.recipientType === 'patient';
  const spokenFor = facts.day ?? [visit];
  const applies = (one: Advice) => spokenFor.some((each) => one.applies({ visit: each, clinic }));
  const advice = forPatient && message.kind !== 'cancellation' ? ADVICE.filter(applies) : [];
  const language = recipient.language;
  // A cancellation speaks of the time that they had been told, everything else of the time as it is now.
  const start = message.kind === 'cancellation' ? message.aboutStart : (firstStart(facts.day) ?? startFor(visit, message));
  const text: TextFacts = {
    givenName: oneLine(recipient.givenName),
    clinicName: oneLine(location.name),
    address: location.address,
    phone: location.phone,
    ...wallClock(start, location.timeZone, language),
    timeZone: location.timeZone,
    tentative: visit.status === 'tentative',
    advice: advice.map((one) => one.text[language]),
    link: message.kind === 'clearance-request' ? `${facts.publicUrl}/p/${facts.secret ?? '…'}` : `${facts.publicUrl}/visits/${visit.id}`,
  };
  const template = templateFor(message.recipientType, message.kind);
  const written = (template.write[language] ?? template.write.en)(text);
  return { subject: oneLine(written.subject), body: written.body, advice: advice.map((one) => one.code) };
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
