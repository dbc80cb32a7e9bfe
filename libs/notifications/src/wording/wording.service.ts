import { Inject, Injectable } from '@nestjs/common';
import { ClinicService, type ClinicSnapshot, massageServiceIds } from '#clinic';
import { DAY_MS, HOUR_MS, notFound } from '#kernel';
import { LANGUAGES, type Language } from '#patients';
import {
  Clock,
  Commands,
  CONFIG,
  type Config,
  Database,
  etagOf,
  type Outcome,
  type Publication,
  publicationView,
  type Reader,
  record,
  type RequestContext,
  requireMatch,
} from '#platform';
import { type Visit, VisitsService } from '#scheduling';
import { FirstVisits } from '../advice/first-visits.service.js';
import { ADVICE } from '../advice/index.js';
import { septetsOf } from '../gsm.js';
import { KINDS } from '../kinds/index.js';
import { type Kind, kindId } from '../kinds/kind.js';
import { HIDDEN, letterOf, STAND_INS } from '../sending/letter.rules.js';
import { render, type Rendered } from '../sending/render.rules.js';
import { MessagePublicationStore } from '../settings/message-publications.store.js';
import type { MessagePublicationView } from '../settings/message-settings.dto.js';
import { MessageSettingsService } from '../settings/message-settings.service.js';
import { bookOf, checkWording, type ClinicWording, type OwnWording, problemsOf, type WordingBook } from './clinic-wording.rules.js';
import type { ClinicWordingView, KindWordingView, WordingPartsView, WordingPreviewView } from './wording.dto.js';
import { PLACES, type Wording } from './wording.js';

const MAX_HISTORY = 200;
/** PostgreSQL's integers go no further. */
const MOST_VERSIONS = 2 ** 31 - 1;
const SAMPLE_NAMES: Record<Language, string> = { en: 'Ana', es: 'Ana' };

/** A wording that is about to be read. */
interface Draft {
  kind: Kind;
  own: OwnWording;
  clinic: ClinicSnapshot;
  visit: Visit;
  format: 'mail' | 'text';
  firstVisits: ReadonlySet<string>;
  book: WordingBook;
}

/** The words of messages: as released, and where a clinic has its own. */
@Injectable()
export class WordingService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly visits: VisitsService,
    private readonly firsts: FirstVisits,
    private readonly clock: Clock,
    private readonly settings: MessageSettingsService,
    private readonly store: MessagePublicationStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  async current(): Promise<{ view: ClinicWordingView; etag: string }> {
    const published = await this.store.wording(this.db.reader);
    return { view: await this.view(this.db.reader, published, published.content), etag: etagOf(published.version) };
  }

  /** The newest first; 200 at most. */
  async history(): Promise<MessagePublicationView[]> {
    const zone = await this.settings.zone(this.db.reader);
    return (await this.store.wordingHistory(this.db.reader, MAX_HISTORY)).map((one) => publicationView(one, zone));
  }

  /** All words as a version had them; `released` are those of today. */
  async version(version: number): Promise<ClinicWordingView> {
    const published = version > MOST_VERSIONS ? undefined : await this.store.wordingOf(this.db.reader, version);
    if (!published) throw notFound('version of the wording');
    return this.view(this.db.reader, published, published.content);
  }

  /** Publishes all of the clinic's own wordings anew; what has not left is written with them. */
  async publish(ctx: RequestContext, own: ClinicWording, note?: string): Promise<Outcome<ClinicWordingView>> {
    checkWording(own, this.config.publicUrl);
    return this.commands.run(ctx, async (tx) => {
      await tx.lock(['message-wording']);
      const before = await this.store.wording(tx);
      requireMatch(ctx, before.version);
      const version = before.version + 1;
      const published = await this.store.publishWording(tx, ctx, version, own, note);
      await record(tx, ctx, { kind: 'message-wording.published', subject: 'message-wording', id: 'clinic', version });
      return { status: 200, body: await this.view(tx, published, own), etag: etagOf(version) };
    });
  }

  /** How a wording reads, before it is published; what is wrong with it is listed instead of refused. */
  async preview(own: OwnWording, visitId?: string): Promise<WordingPreviewView> {
    const kind = KINDS.get(own.kind);
    if (!kind || !Object.hasOwn(kind.wording, own.form)) throw notFound('form of a kind of message');
    const problems = problemsOf(kind, own, this.config.publicUrl);
    const clinic = await this.clinic.snapshot();
    const visit = visitId === undefined ? sampleVisit(clinic, this.clock.now()) : await this.visitOf(visitId);
    // The sample visit is nobody's.
    const firstVisits = await this.firsts.among(this.db.reader, clinic, visit.patientId === '' ? [] : [visit]);
    const { advice } = (await this.settings.policy(this.db.reader)).wording;
    const write = (format: 'mail' | 'text') =>
      this.written({ kind, own, clinic, visit, format, firstVisits, book: bookOf({ wordings: [own], advice }) });
    const { kept: mail } = letterOf(write('mail'), STAND_INS);
    const text = own.text ? letterOf(write('text'), STAND_INS) : undefined;
    return { subject: mail.subject, body: mail.body, text: text?.kept.body, textLength: text && septetsOf(text.body), problems };
  }

  private written({ kind, own, visit, ...rest }: Draft): Rendered {
    const { clinic } = rest;
    const { publicUrl } = this.config;
    const linkOf = (secret: string) => `${publicUrl}/p/${secret}`;
    const common = {
      ...rest,
      message: { kind: kind.key, recipientType: kind.recipient, recipientId: visit.legs[0]!.practitionerId, aboutStart: visit.start },
      form: own.form,
      recipient: { givenName: SAMPLE_NAMES[own.language], language: own.language },
      links: {
        answerLink: linkOf(STAND_INS.answer),
        unsubscribeLink: linkOf(STAND_INS.unsubscribe),
        feedbackLink: linkOf(HIDDEN),
      },
      secret: STAND_INS.secret,
      publicUrl,
    };
    return kind.about === undefined
      ? render({ ...common, visit })
      : render({ ...common, location: clinic.locations.get(visit.locationId)! });
  }

  private async visitOf(id: string): Promise<Visit> {
    const visit = (await this.visits.byIds(this.db.reader, [id])).get(id);
    if (!visit) throw notFound('visit');
    return visit;
  }

  private async view(reader: Reader, published: Publication, own: ClinicWording): Promise<ClinicWordingView> {
    return {
      ...publicationView(published, await this.settings.zone(reader)),
      kinds: KINDS.all.map((kind) => kindView(kind, own)),
      advice: ADVICE.map(({ code, because, text }) => ({
        code,
        because,
        languages: LANGUAGES.map((language) => ({
          language,
          released: text[language],
          own: own.advice?.find((one) => one.code === code && one.language === language)?.text,
        })),
      })),
      places: Object.entries(PLACES).map(([place, meaning]) => ({ place, meaning })),
    };
  }
}

function kindView(kind: Kind, own: ClinicWording): KindWordingView {
  const id = kindId(kind.recipient, kind.key);
  const ownOf = (form: string, language: Language) =>
    own.wordings?.find((one) => one.kind === id && one.form === form && one.language === language);
  return {
    id,
    kind: kind.key,
    recipient: kind.recipient,
    because: typeof kind.because === 'string' ? [kind.because] : Object.values(kind.because),
    setting: kind.setting,
    mustName: [...kind.mustName],
    carriesAdvice: kind.carriesAdvice === true,
    forms: Object.entries(kind.wording).map(([form, languages]) => ({
      form,
      languages: LANGUAGES.map((language) => ({
        language,
        released: partsOf(languages[language]),
        own: partsOf(ownOf(form, language)),
      })),
    })),
  };
}

function partsOf(wording: Wording | undefined): WordingPartsView | undefined {
  return wording && { subject: wording.subject, body: wording.body, text: wording.text };
}

/** Tomorrow, with the clinic's first people and a stretching massage, so that every wording can be read before there is a visit. */
function sampleVisit(clinic: ClinicSnapshot, now: number): Visit {
  const [location] = clinic.locations.values();
  const [practitioner] = clinic.practitioners.values();
  if (!location || !practitioner) throw notFound('visit to write it for');
  const start = Math.ceil((now + DAY_MS) / HOUR_MS) * HOUR_MS;
  const times = { start, end: start + HOUR_MS / 2 };
  const buffers = { bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };
  const [serviceId = ''] = massageServiceIds(clinic);
  const leg = { id: 'leg', serviceId, practitionerId: practitioner.id, roomId: '', ...times, ...buffers, status: 'booked' as const };
  const techniques = [...clinic.techniques.values()].filter((one) => one.stretching).map((one) => one.code);
  const visit = {
    id: '…',
    version: 1,
    status: 'booked' as const,
    patientId: '',
    locationId: location.id,
    legs: [leg],
    plan: { techniques },
  };
  return { ...visit, ...times, createdAt: now, updatedAt: now };
}
