import { Inject, Injectable } from '@nestjs/common';
import { ClinicService, type Location } from '#clinic';
import { linkNotValid } from '#identity';
import { dayInterval, DomainError, formatInstant, localDateOf } from '#kernel';
import { PatientsService } from '#patients';
import { Commands, CONFIG, type Config, Database, type Outcome, type Reader, type RequestContext, type Tx } from '#platform';
import { VisitsService, type Visit } from '#scheduling';
import { writeCalendar } from '../calendar/calendar.js';
import { patientEvent } from '../calendar/event.rules.js';
import { countryOf } from '../channels/sms.settings.js';
import { senderOf } from '../channels/smtp.transport.js';
import { e164 } from '../phone.rules.js';
import { dayOf, type DayState, type VisitDay } from './answer.rules.js';
import type { VisitLinkView } from './answers.dto.js';
import type { RequestKind } from './visit-request.types.js';
import { VisitRequests } from './visit-requests.service.js';
import { type VisitToken, VisitTokens } from './visit-tokens.service.js';

/** What became of an answer. Anything but the first two: the answer came to nothing, and this is why. */
export type AnswerOutcome = 'confirmed' | 'asked' | 'gone' | 'changed' | 'asked-too-often' | Exclude<DayState, 'open'>;

interface Found extends VisitDay {
  visit: Visit;
  location: Location;
}

/** What patients answer to messages about a visit, through the link in it or by text. */
@Injectable()
export class VisitAnswers {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly visits: VisitsService,
    private readonly requests: VisitRequests,
    private readonly tokens: VisitTokens,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl' | 'smtpUrl' | 'smsUrl'>,
  ) {}

  /** What is true now of what the message spoke of. */
  async open(ctx: RequestContext, token: string): Promise<VisitLinkView> {
    const { reader } = this.db;
    return this.view(reader, ctx.now, await this.visitOf(reader, this.opened(token)));
  }

  async confirm(ctx: RequestContext, token: string, seen: string): Promise<Outcome<VisitLinkView>> {
    return this.answer(ctx, token, (tx, visitId) => this.confirmByPatient(tx, ctx, visitId, seen));
  }

  async ask(ctx: RequestContext, token: string, kind: RequestKind, seen: string): Promise<Outcome<VisitLinkView>> {
    return this.answer(ctx, token, (tx, visitId) => this.askToChange(tx, ctx, visitId, kind, seen));
  }

  /**
   * The patient comes: confirms all their visits of the day, and takes back what they asked for. Twice is as good as once.
   * `seen`: what they were shown; absent: they answer whatever is true now.
   */
  async confirmByPatient(tx: Tx, ctx: RequestContext, visitId: string, seen?: string): Promise<AnswerOutcome> {
    const day = await this.dayFor(tx, ctx.now, visitId);
    if (!day) return 'gone';
    if (seen !== undefined && seen !== day.seen) return 'changed';
    if (day.state !== 'open' && day.state !== 'confirmed') return day.state;
    const theirs = patientContext(ctx, day.visit.patientId);
    for (const visit of day.expected) await this.visits.confirmByPatient(tx, theirs, visit.id);
    await this.requests.takeBack(
      tx,
      theirs,
      day.expected.map((visit) => visit.id),
    );
    return 'confirmed';
  }

  /** The patient needs another time. Every visit of that day is asked about; all stay as they are until the desk has seen to it. */
  async askToChange(tx: Tx, ctx: RequestContext, visitId: string, kind: RequestKind, seen?: string): Promise<AnswerOutcome> {
    const day = await this.dayFor(tx, ctx.now, visitId);
    if (!day) return 'gone';
    if (seen !== undefined && seen !== day.seen) return 'changed';
    if (day.state === 'begun' || day.state === 'cancelled') return day.state;
    const theirs = patientContext(ctx, day.visit.patientId);
    let asked = true;
    for (const visit of day.expected) asked = (await this.requests.ask(tx, theirs, visit.id, kind)) && asked;
    return asked ? 'asked' : 'asked-too-often';
  }

  /** The visits of that day as a calendar file. It says where and when, and nothing of why. */
  async calendar(ctx: RequestContext, token: string): Promise<string> {
    const { reader } = this.db;
    const day = await this.dayOf(reader, ctx.now, await this.visitOf(reader, this.opened(token)));
    if (!day) throw linkNotValid();
    if (day.expected.length === 0) throw refusalOf(day.state === 'cancelled' ? 'cancelled' : 'begun');
    const { language } = await this.patients.get(day.visit.patientId);
    const sender = senderOf(this.config);
    const events = day.expected.map((visit) => patientEvent(visit, day.location, language, sender));
    return writeCalendar({ method: 'PUBLISH', events, now: ctx.now });
  }

  private async answer(
    ctx: RequestContext,
    token: string,
    act: (tx: Tx, visitId: string) => Promise<AnswerOutcome>,
  ): Promise<Outcome<VisitLinkView>> {
    const link = this.opened(token);
    return this.commands.run(ctx, async (tx) => {
      const visitId = await this.visitOf(tx, link);
      const outcome = await act(tx, visitId);
      if (outcome !== 'confirmed' && outcome !== 'asked') throw refusalOf(outcome);
      return { status: 200, body: await this.view(tx, ctx.now, visitId) };
    });
  }

  private opened(token: string): VisitToken {
    const link = this.tokens.open(token);
    if (!link) throw linkNotValid();
    return link;
  }

  /** @throws `not-found` / `link-not-valid` when the link was sent to an address that is not the patient's any more. */
  private async visitOf(reader: Reader, link: VisitToken): Promise<string> {
    const visit = (await this.visits.byIds(reader, [link.visitId])).get(link.visitId);
    const patient = visit && (await this.patients.byIds(reader, [visit.patientId])).get(visit.patientId);
    if (!patient) throw linkNotValid();
    // Whether anything could be sent there today does not matter.
    const addresses = [patient.email, patient.phone && e164(patient.phone, countryOf(this.config))].filter(isText);
    if (!link.isFor(patient.id, addresses)) throw linkNotValid();
    return link.visitId;
  }

  private async view(reader: Reader, now: number, visitId: string): Promise<VisitLinkView> {
    const day = await this.dayOf(reader, now, visitId);
    if (!day) throw linkNotValid();
    const { visit, location, expected, state, seen } = day;
    const { language } = await this.patients.get(visit.patientId);
    const [request] = await this.requests.openOf(
      reader,
      expected.map((one) => one.id),
    );
    return {
      state,
      language,
      clinic: location.name,
      address: location.address,
      phone: location.phone,
      timeZone: location.timeZone,
      times: expected.map((one) => formatInstant(one.start, location.timeZone)),
      seen,
      asked: request?.kind,
    };
  }

  /** The same alone with the patient, whose visits stay as they are until the end of the transaction. */
  private async dayFor(tx: Tx, now: number, visitId: string): Promise<Found | undefined> {
    const visit = (await this.visits.byIds(tx, [visitId])).get(visitId);
    if (!visit) return undefined;
    await tx.lock([visit.patientId]);
    return this.dayOf(tx, now, visitId);
  }

  private async dayOf(reader: Reader, now: number, visitId: string): Promise<Found | undefined> {
    const visit = (await this.visits.byIds(reader, [visitId])).get(visitId);
    const location = visit && (await this.clinic.snapshot(reader)).locations.get(visit.locationId);
    if (!location) return undefined;
    const window = dayInterval(localDateOf(visit.start, location.timeZone), location.timeZone);
    const others = await this.visits.ofPatients(reader, [visit.patientId], window);
    return { visit, location, ...dayOf(visit, others, location.timeZone, now) };
  }
}

function isText(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

/** Whoever holds the link or the telephone speaks for the patient. */
function patientContext(ctx: RequestContext, patientId: string): RequestContext {
  return { ...ctx, actor: { type: 'link', id: patientId, displayName: 'The patient', scopes: [] } };
}

const WHY: Partial<Record<AnswerOutcome, string>> = {
  begun: 'The appointment has begun or is over. Please call the clinic.',
  cancelled: 'The appointment is cancelled.',
  arranging: 'The appointment is not certain yet.',
  changed: 'The appointment has changed meanwhile. Look again.',
  'asked-too-often': 'Please call the clinic.',
};

function refusalOf(outcome: AnswerOutcome): DomainError {
  if (outcome === 'gone') return linkNotValid();
  const code = outcome === 'asked-too-often' ? outcome : `visit-${outcome}`;
  return new DomainError('conflict', code, { detail: WHY[outcome] });
}
