import type { LocalDate } from '#kernel';
import type { Change, Measured, Missing, NamedArea, ReportContent, ReportedNote, ReportedSession } from './report.types.js';

export interface PrintedLine {
  text: string;
  strong?: boolean;
  /** Belongs to the line before it: they stay on one page. */
  follows?: boolean;
}

export interface PrintedSection {
  title: string;
  lines: PrintedLine[];
}

/** A report in the order and words in which it is printed. */
export interface PrintedReport {
  clinic: string;
  /** Below its name. */
  contact: string;
  title: string;
  facts: [label: string, value: string][];
  sections: PrintedSection[];
  /** At the foot of every page; names nobody. */
  foot: string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const ADVICE = { continue: 'continue', change: 'change the treatment', finish: 'finish' };
const TITLES = { progress: 'Progress report', outcome: 'Outcome report' };

/** Pure: the same content is printed the same way. What is not known is said to be not known. */
export function printed(content: ReportContent): PrintedReport {
  const { clinic } = content;
  return {
    clinic: line(clinic.name),
    contact: `${line(clinic.address)} · Phone ${line(clinic.phone)}`,
    title: TITLES[content.kind],
    facts: factsOf(content),
    sections: [
      section('Summary', notes(content.summary)),
      section('Pain, 0 none to 10 the worst', painLines(content)),
      section('Range of motion, in percent of what is normal for this person', motionLines(content)),
      section('Tolerance', toleranceLines(content)),
      section('Recommendation', recommendationLines(content)),
      section('Visits', visitLines(content)),
      section('Not documented', content.missing.map(missingLine)),
    ].filter((one) => one.lines.length > 0),
    foot: `${line(clinic.name)} · Confidential health information, for its recipient only`,
  };
}

function factsOf({ referral, patient, therapists, madeOn, madeBy }: ReportContent): [string, string][] {
  const { referrer, validFrom, validUntil } = referral;
  const facts: [string, string][] = [
    ['To', [referrer.name, referrer.organization, referrer.identifier].flatMap((one) => (one ? [line(one)] : [])).join(', ')],
    ['Patient', [line(patient.displayName), patient.birthDate && `born ${dateText(patient.birthDate)}`].filter(Boolean).join(', ')],
    ['Referral', `received ${dateText(referral.receivedOn)}${validity(validFrom, validUntil)}`],
    ['Reason', line(referral.reason)],
    ['Conditions', referral.conditions.map(line).join(', ')],
    ['Areas asked for', referral.areas.map(areaText).join(', ')],
    ['Techniques asked for', referral.techniques.map((one) => line(one.name)).join(', ')],
    ['Visits', ledgerText(referral)],
    ['Therapists', therapists.map(line).join(', ')],
    ['Report', `${dateText(madeOn)}, by ${line(madeBy)}`],
  ];
  return facts.filter(([, value]) => value !== '');
}

function validity(from: LocalDate | undefined, until: LocalDate | undefined): string {
  return [from && `, valid from ${dateText(from)}`, until && `${from ? '' : ', valid'} until ${dateText(until)}`].filter(Boolean).join('');
}

function ledgerText({ authorized, used, booked, left }: ReportContent['referral']): string {
  const limit = authorized === null ? ['no limit'] : [`${authorized} authorised`];
  return [...limit, `${used} used`, `${booked} booked`, ...(left === null ? [] : [`${left} left`])].join(' · ');
}

function painLines({ pain }: ReportContent): PrintedLine[] {
  const { atIntake, last, change } = pain;
  if (!atIntake && !last) return [];
  return [{ text: [`At the beginning: ${measuredText(atIntake)}`, `last: ${measuredText(last)}`].join(' · ') }, ...changeLines(change)];
}

function motionLines({ rangeOfMotion }: ReportContent): PrintedLine[] {
  return rangeOfMotion.map(({ area, atIntake, last, change }) => ({
    text: `${areaText(area)}: at the beginning ${measuredText(atIntake, '%')}, last ${measuredText(last, '%')}${change ? ` (${change.trend})` : ''}`,
  }));
}

function measuredText(measured: Measured | undefined, unit = ''): string {
  return measured ? `${measured.value}${unit && ` ${unit}`} on ${dateText(measured.on)}` : 'not documented';
}

function changeLines(change: Change | undefined): PrintedLine[] {
  return change ? [{ text: `From ${change.from.value} to ${change.to.value}: ${change.trend}`, follows: true }] : [];
}

function toleranceLines({ tolerance }: ReportContent): PrintedLine[] {
  const { text, painfulSessions, sessionsWithNote } = tolerance;
  const counted =
    sessionsWithNote === 0
      ? []
      : [{ text: `Painful in a bad way: ${painfulSessions} of the ${count(sessionsWithNote, 'session', 'sessions')} with a note` }];
  return [...notes(text), ...counted];
}

function recommendationLines({ recommendation }: ReportContent): PrintedLine[] {
  const { text, by, note } = recommendation;
  const said = notes(text);
  const last = said.at(-1);
  if (last && by !== undefined) last.text += ` (${line(by)})`;
  const noted = note ? [{ text: `Last session note: ${ADVICE[note.advice]} (${line(note.by)}, ${dateText(note.on)})` }] : [];
  return [...said, ...noted];
}

function visitLines({ sessions, earlierVisits }: ReportContent): PrintedLine[] {
  const earlier = earlierVisits > 0 ? [{ text: `${count(earlierVisits, 'earlier visit is', 'earlier visits are')} not listed.` }] : [];
  return [...earlier, ...sessions.flatMap(sessionLines)];
}

function sessionLines({ on, minutes, service, therapist, note }: ReportedSession): PrintedLine[] {
  const head = { text: `${dateText(on)} · ${line(service)}, ${minutes} min · ${line(therapist)}`, strong: true };
  return note ? [head, ...noteLines(note)] : [head, { text: 'No session note.', follows: true }];
}

function noteLines(note: ReportedNote): PrintedLine[] {
  const done = [
    note.areas.map(areaText).join(', '),
    note.techniques.map((one) => line(one.name)).join(', '),
    note.pressure && `${note.pressure} pressure`,
  ];
  const pain = [
    note.painBefore !== undefined && `pain before ${note.painBefore}`,
    note.painAfter !== undefined && `pain after ${note.painAfter}`,
    ...note.rangeOfMotion.map(({ area, percent }) => `${areaText(area)} ${percent} %`),
    note.wasPainful ? 'painful in a bad way' : 'well tolerated',
  ];
  const lines = [done.filter(Boolean).join(' · '), pain.filter(Boolean).join(' · ')];
  if (note.painfulHow) lines.push(`Painful: ${line(note.painfulHow)}`);
  if (note.adviceGiven) lines.push(`Advice given: ${line(note.adviceGiven)}`);
  return lines.filter(Boolean).map((text) => ({ text, follows: true }));
}

function missingLine({ code, on }: Missing): PrintedLine {
  const texts: Record<Missing['code'], string> = {
    'no-completed-visit': 'No visit was completed yet.',
    'no-session-note': `No session note of ${on ? dateText(on) : 'a visit'}.`,
    'no-intake': 'No intake: how it stood at the beginning is not known.',
    'no-pain-at-intake': 'The intake does not say how bad the pain was.',
    'no-pain-after': 'No session note says how bad the pain was afterwards.',
  };
  return { text: texts[code] };
}

/** `Feb 8, 2027`. */
export function dateText(date: LocalDate): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return `${MONTHS[month - 1]} ${day}, ${year}`;
}

function areaText({ name, side }: NamedArea): string {
  return side ? `${line(name)} (${side})` : line(name);
}

/** Paragraphs as they were typed. */
function notes(text: string | undefined): PrintedLine[] {
  return (text ?? '')
    .split(/\r?\n/)
    .map(line)
    .filter(Boolean)
    .map((one) => ({ text: one }));
}

/** One line of it, without what would turn the reading direction around. */
function line(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

function section(title: string, lines: PrintedLine[]): PrintedSection {
  return { title, lines };
}
