import { Inject, Injectable } from '@nestjs/common';
import { ClinicService, type Location } from '#clinic';
import { DAY_MS } from '#kernel';
import { type Patient, PatientsService } from '#patients';
import { ChangeFeed, CONFIG, type Config, Database, record, systemContext, type Tx } from '#platform';
import { countryOf } from '../channels/sms.settings.js';
import { ConsentService } from '../consent/consent.service.js';
import { asksToCome } from '../kinds/index.js';
import { e164 } from '../phone.rules.js';
import { MessageSettingsService } from '../settings/message-settings.service.js';
import { type Answer, mayMeanMore, meaningOf } from './inbound.rules.js';
import { InboundTextStore } from './inbound-text.store.js';
import { isAnsweredByProvider, type Reply, replyText } from './reply.rules.js';
import { type AnswerableText, SentTextStore } from './sent-text.store.js';
import { VisitAnswers } from '../answers/visit-answers.service.js';

/** An answer belongs to what was sent to that number not longer ago than this. */
const ANSWERABLE_MS = 14 * DAY_MS;
const ANSWERABLE = 20;
const SAME_NUMBER = 10;
/** Longer ones come in parts anyway. */
const LONGEST_TEXT = 1600;

/** A text as a provider hands it over. */
export interface Received {
  providerId: string;
  from: string;
  body: string;
  /** The provider itself has taken it for STOP, START or HELP, and has answered. */
  optOutType?: string;
}

interface Heard {
  number: string;
  body: string;
  answer: Answer;
  texts: AnswerableText[];
  patient?: Patient;
  now: number;
}

/** What became of a text: whether the desk has to see to it, which visit it was about, and what its writer hears. */
interface Outcome {
  status: 'open' | 'done';
  visitId?: string;
  reply?: Reply;
}

/** Texts that people send to the clinic. */
@Injectable()
export class InboundTexts {
  private readonly country: string;

  constructor(
    private readonly db: Database,
    private readonly feed: ChangeFeed,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly consents: ConsentService,
    private readonly store: InboundTextStore,
    private readonly sent: SentTextStore,
    private readonly answers: VisitAnswers,
    private readonly settings: MessageSettingsService,
    @Inject(CONFIG) config: Pick<Config, 'smsUrl'>,
  ) {
    this.country = countryOf(config);
  }

  /** Resolves to what its writer hears, if anything. One that is handed over twice counts once. */
  async receive(now: number, received: Received): Promise<string | undefined> {
    const number = e164(received.from, this.country);
    if (number === undefined) return undefined;
    const reply = await this.db.run(async (tx) => {
      await tx.lock([`text:${number}`]);
      if (await this.store.isKnown(tx, received.providerId)) return undefined;
      const texts = await this.sent.sentTo(tx, number, now - ANSWERABLE_MS, ANSWERABLE);
      const refused = (await this.consents.of(tx, [{ channel: 'sms', address: number }])).refuses('sms', number, 'all');
      const asked = texts[0] !== undefined && asksToCome(texts[0]);
      const answer = meaningOf(received.body, { optOutType: received.optOutType, refused, asked });
      const heard: Heard = { number, body: received.body, answer, texts, patient: await this.patientOf(tx, number, texts), now };
      const { reply, ...outcome } = await this.act(tx, heard);
      const text = await this.store.insert(tx, {
        providerId: received.providerId,
        sender: number,
        text: received.body.slice(0, LONGEST_TEXT),
        kind: answer,
        patientId: heard.patient?.id,
        at: now,
        ...outcome,
      });
      await record(tx, systemContext('texts', now), { kind: 'text.received', subject: 'inbound-text', id: text.id, version: 1 });
      // Who wants no texts gets none but what they ask for.
      const isWelcome = !refused || answer === 'start' || answer === 'help';
      if (reply === undefined || !isWelcome || isAnsweredByProvider(received.body, received.optOutType)) return undefined;
      return replyText(reply, heard.patient?.language ?? 'en', await this.placeOf(tx, texts));
    });
    this.feed.poke();
    return reply;
  }

  private async act(tx: Tx, heard: Heard): Promise<Outcome> {
    const { answer, number, body, patient, now } = heard;
    if (answer === 'stop' || answer === 'start') {
      const given = answer === 'start';
      const said = { address: number, channel: 'sms', purpose: 'all', given, source: 'patient-text', patientId: patient?.id } as const;
      const added = await this.consents.record(tx, systemContext('texts', now), said);
      if (!given) return { status: mayMeanMore(body) ? 'open' : 'done', reply: 'stopped' };
      // What they once told the desk, or have not signed yet, is the desk's to change.
      return added.length > 0 || (await this.getsTexts(tx, number)) ? { status: 'done', reply: 'started' } : this.passedOn(tx, heard);
    }
    if (answer === 'help') return { status: 'done', reply: 'help' };
    if (answer === 'thanks') return { status: 'done' };
    const answered = answer === 'other' ? undefined : await this.answerVisit(tx, heard, answer);
    return answered ?? this.passedOn(tx, heard);
  }

  /** One "we will read it" a day: two machines must not talk to each other for ever. */
  private async passedOn(tx: Tx, { number, now }: Heard): Promise<Outcome> {
    const isFirst = !(await this.store.hasWritten(tx, number, now - DAY_MS));
    return { status: 'open', reply: isFirst ? 'passed-on' : undefined };
  }

  private async getsTexts(tx: Tx, number: string): Promise<boolean> {
    const consents = await this.consents.of(tx, [{ channel: 'sms', address: number }]);
    const { settings } = await this.settings.policy(tx);
    return !consents.refuses('sms', number, 'reminders') && (!settings.textsNeedConsent || consents.gives('sms', number, 'all'));
  }

  /** About the visit that was spoken of last and is still ahead; `undefined`: there is none, so that the desk has to look. */
  private async answerVisit(tx: Tx, { texts, patient, now }: Heard, answer: 'confirm' | 'change'): Promise<Outcome | undefined> {
    // Several people may share a number: an answer is that of whom was written to last.
    const theirs = texts.filter((text) => text.patientId !== undefined && text.patientId === patient?.id);
    const visitIds = new Set(theirs.flatMap((text) => text.visitId ?? []));
    const ctx = systemContext('texts', now);
    for (const visitId of visitIds) {
      const became =
        answer === 'confirm'
          ? await this.answers.confirmByPatient(tx, ctx, visitId)
          : await this.answers.askToChange(tx, ctx, visitId, 'call-me');
      if (became === 'confirmed' || became === 'asked') return { status: 'done', visitId, reply: became };
      // What they were told last is off or not certain: that they come is not said of another visit.
      if (answer === 'confirm' && became !== 'begun' && became !== 'gone') return undefined;
    }
    return undefined;
  }

  /** Whom we wrote to there last, else the only one who has that number. */
  private async patientOf(tx: Tx, number: string, texts: readonly AnswerableText[]): Promise<Patient | undefined> {
    const id = texts.find((text) => text.patientId !== undefined)?.patientId;
    if (id !== undefined) return (await this.patients.byIds(tx, [id])).get(id);
    const digits = number.slice(1);
    const national = digits.startsWith(this.country) ? digits.slice(this.country.length) : digits;
    const found = await this.patients.search(tx, national, SAME_NUMBER);
    const theirs = found.filter(({ phone }) => phone !== undefined && e164(phone, this.country) === number);
    return theirs.length === 1 ? theirs[0] : undefined;
  }

  private async placeOf(tx: Tx, texts: readonly AnswerableText[]): Promise<{ clinicName: string; phone: string }> {
    const { locations } = await this.clinic.snapshot(tx);
    const known = texts.map((text) => locations.get(text.locationId)).find(Boolean);
    const location: Location | undefined = known ?? [...locations.values()][0];
    return { clinicName: location?.name ?? '', phone: location?.phone ?? '' };
  }
}
