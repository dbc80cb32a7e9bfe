import type { ClinicSnapshot, Location } from '#clinic';
import { addDays, DomainError, invariant, type LocalDate, localDateOf, MINUTE_MS, refusedField } from '#kernel';
import type { AreaRef, Leg, Visit } from '#scheduling';
import type { HealthRecord, IntakeContent, NoteContent } from '#screening';
import type { Ledger, Referral, Referrer } from '../referral.types.js';
import type {
  Change,
  Measured,
  Missing,
  MotionCourse,
  Named,
  NamedArea,
  Report,
  ReportContent,
  ReportedMotion,
  ReportedNote,
  ReportedSession,
  ReportKind,
  ReportWords,
} from './report.types.js';

/** An intake that names no course counts for one that began no later than this after it. */
const INTAKE_DAYS = 90;
/** More is in earlier reports, and nobody reads on. */
export const MAX_SESSIONS = 120;

type Names = Pick<ClinicSnapshot, 'areas' | 'techniques' | 'services' | 'practitioners'>;
type Locations = Pick<ClinicSnapshot, 'locations'>;

/** Everything that a report is made of. */
export interface ReportFacts {
  kind: ReportKind;
  words: ReportWords;
  /** Display name of who makes it. */
  author: string;
  /** Opened. */
  referral: Referral;
  ledger: Ledger;
  /** Visits with a massage that was given. */
  visitsDone: number;
  patient: { displayName: string; birthDate?: LocalDate };
  /** Those of the referral. */
  visits: readonly Visit[];
  massageServiceIds: readonly string[];
  /** By leg id. */
  notes: ReadonlyMap<string, HealthRecord<NoteContent>>;
  /** How it stood at the beginning, in the words of then. */
  intake?: Intake;
  names: Names & Locations;
}

type Intake = HealthRecord<IntakeContent>;
type Visits = Pick<ReportFacts, 'visits' | 'massageServiceIds'>;
/** What tells when and where a course took place. */
export type CourseFacts = Visits & Pick<ReportFacts, 'referral'> & { names: Locations };

/** What the facts say, and what they do not say: nothing is made up. Only massages that were given count. */
export function composeReport(facts: ReportFacts, now: number): ReportContent {
  const { referral, ledger, words, names, intake } = facts;
  const location = placeOf(facts, names);
  const zone = location.timeZone;
  const all = sessionsOf(facts);
  const sessions = all.slice(-MAX_SESSIONS);
  const listed = new Set(sessions.map((session) => session.visitId)).size;
  const pain = painOf(intake, sessions, zone);
  const withNote = sessions.filter((session) => session.note);
  const { name, organization, identifier } = referral.referrer;
  return {
    kind: facts.kind,
    madeOn: localDateOf(now, zone),
    madeBy: facts.author,
    clinic: { name: location.name, address: location.address, phone: location.phone },
    patient: facts.patient,
    referral: {
      id: referral.id,
      referrer: { name, organization, identifier },
      receivedOn: localDateOf(referral.createdAt, zone),
      reason: referral.reason,
      conditions: referral.conditions,
      areas: referral.areas.map((area) => namedArea(area, names)),
      techniques: referral.techniques.map((code) => namedTechnique(code, names)),
      validFrom: referral.validFrom,
      validUntil: referral.validUntil,
      ...ledger,
    },
    sessions,
    earlierVisits: Math.max(0, facts.visitsDone - listed),
    therapists: [...new Set(sessions.map((session) => session.therapist))],
    pain,
    rangeOfMotion: motionOf(intake, sessions, zone, names),
    tolerance: {
      text: words.tolerance,
      painfulSessions: withNote.filter((session) => session.note!.wasPainful).length,
      sessionsWithNote: withNote.length,
    },
    recommendation: {
      text: words.recommendation,
      by: words.recommendation === undefined ? undefined : facts.author,
      note: lastAdvice(facts),
    },
    summary: words.summary,
    missing: missingOf(sessions, intake, pain),
  };
}

/** How many visits a report covers: those listed and those before them. */
export function visitsCovered({ sessions, earlierVisits }: Pick<ReportContent, 'sessions' | 'earlierVisits'>): number {
  return earlierVisits + new Set(sessions.map((session) => session.visitId)).size;
}

/** Where the patient was given the last massage; else where the last visit is that was not called off; else the clinic's first location. */
export function placeOf(facts: Visits, { locations }: Locations): Location {
  const given = givenLegs(facts).at(-1)?.visit;
  const live = facts.visits.filter((visit) => visit.status !== 'cancelled' && visit.status !== 'no-show');
  const last = given ?? live.reduce<Visit | undefined>((later, visit) => (later && later.start > visit.start ? later : visit), undefined);
  const location = (last && locations.get(last.locationId)) ?? [...locations.values()][0];
  invariant(location !== undefined, 'a clinic has a location');
  return location;
}

/** As a calendar shows it where it is. */
function dayOf(leg: Pick<Leg, 'start'>, visit: Pick<Visit, 'locationId'>, facts: Visits & { names: Locations }): LocalDate {
  const { timeZone } = facts.names.locations.get(visit.locationId) ?? placeOf(facts, facts.names);
  return localDateOf(leg.start, timeZone);
}

/** The massages that were given, oldest first. */
function sessionsOf(facts: ReportFacts): ReportedSession[] {
  return givenLegs(facts).map(({ visit, leg }): ReportedSession => {
    const note = facts.notes.get(leg.id);
    return {
      visitId: visit.id,
      on: dayOf(leg, visit, facts),
      minutes: Math.round((leg.end - leg.start) / MINUTE_MS),
      service: facts.names.services.get(leg.serviceId)?.name ?? leg.serviceId,
      therapist: facts.names.practitioners.get(leg.practitionerId)?.displayName ?? leg.practitionerId,
      note: note && reportedNote(note, facts.names),
    };
  });
}

function givenLegs({ visits, massageServiceIds }: Visits): { visit: Visit; leg: Leg }[] {
  return visits
    .flatMap((visit) => visit.legs.map((leg) => ({ visit, leg })))
    .filter(({ leg }) => leg.status === 'completed' && massageServiceIds.includes(leg.serviceId))
    .sort((a, b) => a.leg.start - b.leg.start || (a.leg.id < b.leg.id ? -1 : 1));
}

/** Ids of the legs whose notes a report reads. */
export function givenLegIds(facts: Visits): string[] {
  return givenLegs(facts).map(({ leg }) => leg.id);
}

function reportedNote({ content, by }: HealthRecord<NoteContent>, names: Names): ReportedNote {
  return {
    areas: content.areas.map((area) => namedArea(area, names)),
    techniques: content.techniques.map((code) => namedTechnique(code, names)),
    pressure: content.pressure,
    wasPainful: content.wasPainful,
    painfulHow: content.painfulHow,
    painBefore: content.painBefore,
    painAfter: content.painAfter,
    rangeOfMotion: (content.rangeOfMotionAfter ?? []).map(({ area, percent }): ReportedMotion => ({
      area: namedArea(area, names),
      percent,
    })),
    adviceGiven: content.adviceGiven,
    by,
  };
}

/**
 * Which of the patient's intakes (newest first) tells how it stood at the beginning: the first of this course; else the last
 * one that names no course and was made shortly before it. None that was made after the day of the first massage.
 */
export function intakeOf(facts: CourseFacts, intakes: readonly Intake[]): Intake | undefined {
  const { timeZone } = placeOf(facts, facts.names);
  const [first] = givenLegs(facts);
  const firstOn = first && dayOf(first.leg, first.visit, facts);
  const since = addDays(localDateOf(facts.referral.createdAt, timeZone), -INTAKE_DAYS);
  const early = intakes
    .map((intake) => ({ intake, on: localDateOf(intake.createdAt, timeZone) }))
    .filter(({ on }) => firstOn === undefined || on <= firstOn);
  const own = early.filter(({ intake }) => intake.aboutId === facts.referral.id).at(-1);
  return (own ?? early.find(({ intake, on }) => intake.aboutId === undefined && on >= since))?.intake;
}

/** When the first massage began; until then an intake tells of the beginning. */
export function firstStart(facts: Visits): number | undefined {
  return givenLegs(facts)[0]?.leg.start;
}

function painOf(intake: Intake | undefined, sessions: readonly ReportedSession[], zone: string): ReportContent['pain'] {
  const atIntake = measured(intake?.content.pain, intake, zone);
  const course = sessions.flatMap(({ on, note }): Measured[] =>
    [note?.painBefore, note?.painAfter].flatMap((value) => (value === undefined ? [] : [{ value, on }])),
  );
  const all = atIntake ? [atIntake, ...course] : course;
  return { atIntake, last: course.at(-1), change: changeOf(all, 'less') };
}

function motionOf(intake: Intake | undefined, sessions: readonly ReportedSession[], zone: string, names: Names): MotionCourse[] {
  const courses = new Map<string, { area: NamedArea; atIntake?: Measured; later: Measured[] }>();
  const of = (area: NamedArea) => {
    const key = `${area.code}|${area.side ?? ''}`;
    if (!courses.has(key)) courses.set(key, { area, later: [] });
    return courses.get(key)!;
  };
  for (const { area, percent } of intake?.content.rangeOfMotion ?? []) {
    of(namedArea(area, names)).atIntake = measured(percent, intake, zone);
  }
  for (const { on, note } of sessions) {
    for (const { area, percent } of note?.rangeOfMotion ?? []) of(area).later.push({ value: percent, on });
  }
  return [...courses.values()].map(({ area, atIntake, later }) => ({
    area,
    atIntake,
    last: later.at(-1),
    change: changeOf(atIntake ? [atIntake, ...later] : later, 'more'),
  }));
}

/** Of the day on which this version of it was said. */
function measured(value: number | undefined, intake: Intake | undefined, zone: string): Measured | undefined {
  return value === undefined || !intake ? undefined : { value, on: localDateOf(intake.updatedAt, zone) };
}

/** From the first to the last; `better` says which way is the good one. */
function changeOf(values: readonly Measured[], better: 'less' | 'more'): Change | undefined {
  const [from, to] = [values[0], values.at(-1)];
  if (!from || !to || values.length < 2) return undefined;
  const gain = better === 'more' ? to.value - from.value : from.value - to.value;
  return { from, to, trend: gain > 0 ? 'better' : gain < 0 ? 'worse' : 'same' };
}

function lastAdvice(facts: ReportFacts): ReportContent['recommendation']['note'] {
  for (const { visit, leg } of givenLegs(facts).reverse()) {
    const note = facts.notes.get(leg.id);
    const advice = note?.content.recommendation;
    if (advice) return { advice, by: note.by, on: dayOf(leg, visit, facts) };
  }
  return undefined;
}

function missingOf(sessions: readonly ReportedSession[], intake: Intake | undefined, pain: ReportContent['pain']): Missing[] {
  const missing: Missing[] = [];
  if (sessions.length === 0) missing.push({ code: 'no-completed-visit' });
  if (!intake) missing.push({ code: 'no-intake' });
  else if (!pain.atIntake) missing.push({ code: 'no-pain-at-intake' });
  for (const { visitId, on, note } of sessions) if (!note) missing.push({ code: 'no-session-note', visitId, on });
  const hasAfter = sessions.some((session) => session.note?.painAfter !== undefined);
  if (sessions.some((session) => session.note) && !hasAfter) missing.push({ code: 'no-pain-after' });
  return missing;
}

function namedArea(area: AreaRef, names: Pick<Names, 'areas'>): NamedArea {
  const { code, side } = area;
  return { code, side, name: names.areas.get(code)?.name ?? code };
}

function namedTechnique(code: string, names: Pick<Names, 'techniques'>): Named {
  return { code, name: names.techniques.get(code)?.name ?? code };
}

/** To whom a message with the report goes. @throws `refused` naming the field that has no address. */
export function requireAddress(referrer: Referrer, snapshot: Pick<ClinicSnapshot, 'practitioners'>): void {
  const { practitionerId, email } = referrer;
  if (practitionerId !== undefined) {
    if (snapshot.practitioners.has(practitionerId)) return;
    throw refusedField(
      '/referrer/practitionerId',
      'practitioner-unknown',
      'The referrer is no longer with the clinic: hand it over another way.',
    );
  }
  if (email === undefined)
    throw refusedField('/referrer/email', 'no-address', 'The referrer has no e-mail address: send it by fax or post, and say so.');
}

/** @throws `conflict` / `invalid-transition`. */
export function requireStatus(report: Pick<Report, 'status'>, allowed: readonly Report['status'][], detail: string): void {
  if (allowed.includes(report.status)) return;
  throw new DomainError('conflict', 'invalid-transition', { detail, extra: { status: report.status } });
}
