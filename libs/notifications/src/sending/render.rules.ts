import type { ClinicSnapshot, Location } from '#clinic';
import { invariant, localPartsOf, startOfDay, type Weekday } from '#kernel';
import type { Visit } from '#scheduling';
import { ADVICE } from '../advice/index.js';
import type { Advice, AdviceFacts, Language } from '../advice/advice.js';
import { kindOf } from '../kinds/index.js';
import type { FormFacts, Kind } from '../kinds/kind.js';
import type { DueMessage } from '../messages/message.types.js';
import { aboutOf, startFor } from '../planning/about.rules.js';
import { oneLine } from '../text.js';
import { toGsm } from '../gsm.js';
import { HIDDEN } from './letter.rules.js';
import type { OtherTopic } from './other-topics.service.js';
import { fillBody, fillLine, fillText, marksOf } from '../wording/fill.rules.js';
import { RELEASED, type WordingBook } from '../wording/clinic-wording.rules.js';
import type { Places } from '../wording/wording.js';

const DAYS: Record<Language, Record<Weekday, string>> = {
  en: { mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday', sat: 'Saturday', sun: 'Sunday' },
  es: { mon: 'lunes', tue: 'martes', wed: 'miércoles', thu: 'jueves', fri: 'viernes', sat: 'sábado', sun: 'domingo' },
};
const MONTHS: Record<Language, string[]> = {
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  es: ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'],
};

/** Nobody has more on a day. */
const MOST_LINES = 100;

export interface Rendered {
  subject: string;
  body: string;
  advice: string[];
}

interface CommonFacts {
  /** Of the channel that carries it. */
  format: 'mail' | 'text';
  /** The words: the clinic's own before the released ones. */
  book?: WordingBook;
  /** Absent: the form that fits. */
  form?: string;
  /** Ids of visits that are their patient's first with a massage. */
  firstVisits?: ReadonlySet<string>;
  /** What patients may do without an account; absent: nothing. */
  links?: Pick<Places, 'answerLink' | 'unsubscribeLink' | 'feedbackLink'>;
  message: Pick<DueMessage, 'kind' | 'step' | 'recipientType' | 'recipientId' | 'aboutStart'>;
  clinic: ClinicSnapshot;
  recipient: { givenName: string; language: Language };
  publicUrl: string;
  /** The secret of a provider's link: only in what is sent, never in what is kept or shown. */
  secret?: string;
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
  topic?: Pick<OtherTopic, 'type' | 'id' | 'page' | 'legs'>;
}

export type RenderFacts = VisitFacts | OtherFacts;

/** Writes a message from what it is about, as that is now. Pure: the preview, the planned message and the sent one are the same text. */
export function render(facts: RenderFacts): Rendered {
  const { message, recipient, format, book = RELEASED } = facts;
  const kind = kindOf(message);
  const aboutVisit = kind.about === undefined;
  invariant(aboutVisit === (facts.visit !== undefined), `${message.kind} is ${aboutVisit ? '' : 'not '}about a visit`);
  const advice = facts.visit === undefined ? [] : adviceOf(kind, facts);
  const places = placesOf(facts, kind);
  const form = facts.form ?? kind.form?.(formFacts(facts, kind)) ?? 'usual';
  const wording = book.wording(kind, form, recipient.language);
  const { language } = recipient;
  const codes = advice.map(({ code }) => code);
  if (format === 'text') {
    return shortOf(
      wording.text ?? wording.subject,
      places,
      codes.map((code) => [code, book.shortAdvice(code, language)]),
    );
  }
  places.advice = codes.map((code) => book.advice(code, language)).join('\n\n');
  const body = fillBody(wording.body, places);
  return { subject: oneLine(fillLine(wording.subject, places)), body, advice: marksOf(wording.body).includes('advice') ? codes : [] };
}

/** With the advice that there is room for: what is kept of a text says what its reader was told. */
function shortOf(wording: string, places: Places, advice: readonly (readonly [code: string, words?: string])[]): Rendered {
  let text: Rendered = { subject: '', body: fillText(wording, places), advice: [] };
  let said = '';
  for (const [code, words] of advice) {
    if (words === undefined) continue;
    const more = said === '' ? words : `${said} ${words}`;
    const body = fillText(wording, { ...places, advice: more });
    if (!body.includes(toGsm(more))) continue;
    text = { ...text, body, advice: [...text.advice, code] };
    said = more;
  }
  return text;
}

function formFacts({ message, visit }: RenderFacts, kind: Kind): FormFacts {
  return {
    step: message.step,
    tentative: visit?.status === 'tentative',
    isOff: visit !== undefined && tellsThatOff(kind, message, visit),
  };
}

/** Every message asks: what only a calendar's mail finds out when it goes is not worked out for the others. */
function tellsThatOff({ calendarOnly }: Kind, message: RenderFacts['message'], visit: Visit): boolean {
  return message.kind === 'cancellation' || (calendarOnly === true && aboutOf(visit, message) === '');
}

function adviceOf(kind: Kind, { visit, day, clinic, firstVisits }: VisitFacts): Advice[] {
  if (!kind.carriesAdvice) return [];
  const spokenFor = (day ?? [visit]).map((each) => ({ visit: each, clinic, isFirst: firstVisits?.has(each.id) === true }));
  const found: Advice[] = [];
  for (const one of ADVICE) if (appliesToOne(one, spokenFor)) found.push(one);
  return found;
}

function appliesToOne(advice: Advice, visits: readonly AdviceFacts[]): boolean {
  for (const facts of visits) if (advice.applies(facts)) return true;
  return false;
}

function placesOf(facts: RenderFacts, kind: Kind): Places {
  const { recipient, publicUrl, secret, clinic, links } = facts;
  const location = facts.visit === undefined ? facts.location : clinic.locations.get(facts.visit.locationId)!;
  const page = facts.visit === undefined ? (facts.topic?.page ?? '/') : `/visits/${facts.visit.id}`;
  return {
    givenName: oneLine(recipient.givenName),
    clinicName: oneLine(location.name),
    address: location.address,
    phone: location.phone,
    link: kind.link ? `${publicUrl}/p/${secret ?? HIDDEN}` : `${publicUrl}${page}`,
    answerLink: links?.answerLink,
    unsubscribeLink: links?.unsubscribeLink,
    feedbackLink: links?.feedbackLink,
    // Last: each name after a spread takes half a microsecond.
    ...(facts.visit === undefined ? dayPlaces(facts) : wallClock(startOf(facts), location.timeZone, recipient.language)),
  };
}

/** Of the list of a day: no name, and nothing of why. */
function dayPlaces({ topic, location, clinic, recipient }: OtherFacts): Places {
  if (topic?.type !== 'day') return {};
  const legs = topic.legs ?? [];
  const first = legs[0]?.start;
  const { day, shortDay, time } = wallClock(first ?? startOfDay(topic.id, location.timeZone), location.timeZone, recipient.language);
  const lines = legs.slice(0, MOST_LINES).map((leg) => {
    const room = clinic.rooms.find((one) => one.id === leg.roomId);
    const place = clinic.locations.get(room?.locationId ?? '') ?? location;
    const at = (instant: number) => wallClock(instant, place.timeZone, recipient.language).time;
    const where = [room?.name ?? '', place.id === location.id ? '' : place.name].filter(Boolean).map(oneLine);
    return [`${at(leg.start)} to ${at(leg.end)}`, ...where, leg.isTentative ? 'not certain yet' : ''].filter(Boolean).join(', ');
  });
  return { day, shortDay, time: first === undefined ? undefined : time, count: String(legs.length), list: lines.join('\n') };
}

/** What says that it is off speaks of the time that they had been told, everything else of the time as it is now. */
function startOf({ message, visit, day }: VisitFacts): number {
  return tellsThatOff(kindOf(message), message, visit) ? message.aboutStart! : (firstStart(day) ?? startFor(visit, message));
}

function firstStart(day: readonly Visit[] | undefined): number | undefined {
  return day && Math.min(...day.map((visit) => visit.start));
}

/** Day and time as the clinic's own clock shows them, from the bundled zone data and not from the engine's. */
function wallClock(instant: number, zone: string, language: Language): Required<Pick<Places, 'day' | 'shortDay' | 'time'>> {
  const { date, minuteOfDay, weekday } = localPartsOf(instant, zone);
  const month = MONTHS[language][Number(date.slice(5, 7)) - 1]!;
  const day = DAYS[language][weekday];
  const dayOfMonth = Number(date.slice(8, 10));
  const hour = Math.floor(minuteOfDay / 60);
  const minute = String(minuteOfDay % 60).padStart(2, '0');
  if (language === 'es') {
    return {
      day: `${day} ${dayOfMonth} de ${month}`,
      shortDay: `${day.slice(0, 3)} ${dayOfMonth} ${month.slice(0, 3)}`,
      time: `${hour}:${minute}`,
    };
  }
  return {
    day: `${day}, ${month} ${dayOfMonth}`,
    shortDay: `${day.slice(0, 3)}, ${month.slice(0, 3)} ${dayOfMonth}`,
    time: `${hour % 12 === 0 ? 12 : hour % 12}:${minute} ${hour < 12 ? 'AM' : 'PM'}`,
  };
}
