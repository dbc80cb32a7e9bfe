import { Inject, Injectable } from '@nestjs/common';
import { ClinicService, type ClinicSnapshot, type Location } from '#clinic';
import { LinkSecrets, SingleUseTokens } from '#identity';
import { CONFIG, type Config, type Reader, type RequestContext, type Tx } from '#platform';
import { type Visit, VisitsService } from '#scheduling';
import { type ClearanceRequest, IntakeService, RequestStore } from '#screening';
import { FirstVisits } from '../advice/first-visits.service.js';
import type { Channel, Outgoing } from '../channels/channel.js';
import { type Asked, Channels } from '../channels/channels.service.js';
import { ConsentService } from '../consent/consent.service.js';
import { isReminder, kindOf, knownKind } from '../kinds/index.js';
import { intakeRequest } from '../kinds/intake-request.kind.js';
import { isUpcoming, type OwnLink } from '../kinds/kind.js';
import { MessageStore } from '../messages/message.store.js';
import { isAboutVisit, type DueMessage } from '../messages/message.types.js';
import { NOT_FIRST } from '../planning/following.rules.js';
import { stepsOf } from '../planning/moments.rules.js';
import type { MessageSettings } from '../settings/message-settings.rules.js';
import { MessageSettingsService } from '../settings/message-settings.service.js';
import { visitsOfDays } from './day-visits.js';
import { toldStarts } from './told-starts.js';
import type { Policy, Topic } from './decide.rules.js';
import { enoughThisWeek, type Reminding, weekAround } from './weekly-cap.rules.js';
import { type OtherTopic, OtherTopics } from './other-topics.service.js';
import { type Letter, letterOf, type LetterSecrets } from './letter.rules.js';
import { isOfDatabase, ShownFacts } from './shown-facts.js';
import { PatientLinks } from './patient-links.service.js';
import { type Outsider, Recipients, type Recipient } from './recipients.service.js';
import { render, type Rendered, type RenderFacts } from './render.rules.js';

type Format = Channel['format'];

/** What is true now about messages, read for many at once: what they are about, their recipients and their place. */
export interface MessageFacts {
  clinic: ClinicSnapshot;
  /** `undefined` when that is gone. */
  topicOf(message: DueMessage): Topic | undefined;
  /** The same of a message about no visit, with more of it. */
  otherTopicOf(message: DueMessage): OtherTopic | undefined;
  recipientOf(message: DueMessage): Recipient | undefined;
  /** Where its recipient does not want it. */
  askedOf(message: DueMessage): Asked;
  locationOf(message: DueMessage): Location;
  /** What the clinic's settings say about it. */
  policyOf(message: DueMessage): Policy;
  /** Whether the clinic puts visits into the calendars of such recipients. */
  invites(message: DueMessage): boolean;
  /** `undefined` when what it is about or the recipient is gone. */
  render(message: DueMessage, format?: Format): Rendered | undefined;
  /** As it leaves for `address`, and as it is kept. */
  renderToSend(message: DueMessage, format: Format, address: string): Letter | undefined;
  /** What goes beside the text, where a channel takes more than that: the way out of reminders, an invitation. */
  beside(message: DueMessage, channel: Pick<Channel, 'carriesMore'>): Pick<Outgoing, 'unsubscribe' | 'calendar'>;
}

/** Messages whose facts could be read, and those that broke the reading. */
export interface Apart {
  groups: { facts: MessageFacts; messages: readonly DueMessage[] }[];
  broken: { message: DueMessage; error: unknown }[];
}

@Injectable()
export class MessageFactsService {
  constructor(
    private readonly clinic: ClinicService,
    private readonly visits: VisitsService,
    private readonly topics: OtherTopics,
    private readonly recipients: Recipients,
    private readonly requests: RequestStore,
    private readonly intakes: IntakeService,
    private readonly firsts: FirstVisits,
    private readonly settings: MessageSettingsService,
    private readonly store: MessageStore,
    private readonly secrets: LinkSecrets,
    private readonly tokens: SingleUseTokens,
    private readonly links: PatientLinks,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
    private readonly channels: Channels,
    private readonly consents: ConsentService,
  ) {}

  /** A handful of queries, however many messages. */
  async of(reader: Reader, messages: readonly DueMessage[]): Promise<MessageFacts> {
    const clinic = await this.clinic.snapshot(reader);
    const visits = await this.visits.byIds(reader, [...new Set(messages.filter(isAboutVisit).map((message) => message.visitId))]);
    const otherTopicOf = await this.topics.of(reader, messages);
    const requestOf = await this.requestsOf(reader, messages);
    const told = await this.intakes.patientsWithOne(reader, idsOf(messages.filter(asksForIntake)));
    const secretOf = await this.secretsOf(reader, messages);
    const outsiderOf = (message: DueMessage): Outsider | undefined => {
      const request = requestOf(message);
      if (request) return { name: request.provider.name, email: request.provider.email, patientId: request.patientId };
      return otherTopicOf(message)?.outsider;
    };
    const recipientOf = await this.recipients.of(reader, messages, clinic, outsiderOf);
    const dayOf = await visitsOfDays(reader, this.visits, messages, (id) => clinic.locations.get(id)!.timeZone);
    const toldStartOf = await toldStarts(reader, this.store, messages);
    const policy = await this.settings.policy(reader);
    const askedOf = await this.askedOf(reader, messages, recipientOf, policy.settings.textsNeedConsent);
    const firstVisits = await this.firsts.among(reader, clinic, advised(messages, visits));
    const enough = await this.enough(reader, messages, policy.settings.remindersPerWeek, clinic, visits);
    const topicOf = (message: DueMessage): Topic | undefined => {
      if (!isAboutVisit(message)) return otherOf(otherTopicOf(message));
      const visit = visits.get(message.visitId);
      if (!visit) return undefined;
      const outdated = whyNotNeeded(message, requestOf, told) ?? whyNotFirst(message, visit, firstVisits);
      const hasCertain = visit.status === 'tentative' && dayOf(message)?.some((other) => other.status !== 'tentative');
      return { kind: 'visit', visit, outdated, hasCertain, toldStart: toldStartOf(message) };
    };
    const locationOf = (message: DueMessage) => clinic.locations.get(message.locationId)!;
    const write = (message: DueMessage, format: Format, secrets: LetterSecrets) => {
      const topic = topicOf(message);
      const recipient = recipientOf(message);
      if (!topic || !recipient) return undefined;
      const { publicUrl } = this.config;
      const links = linksOf(secrets, publicUrl, policy.settings);
      const { secret } = secrets;
      const place =
        topic.kind === 'other'
          ? { location: locationOf(message), topic: otherTopicOf(message) }
          : { visit: topic.visit, day: dayOf(message) };
      // The spread comes last: elsewhere it takes longer than the writing.
      return render({ message, clinic, recipient, format, book: policy.book, links, firstVisits, publicUrl, secret, ...place });
    };
    return {
      clinic,
      topicOf,
      otherTopicOf,
      recipientOf,
      askedOf,
      locationOf,
      policyOf: policiesOf(policy.settings, dayOf, enough, stepsWanted(clinic, visits, dayOf)),
      invites: (message) => message.recipientType !== 'patient' || policy.settings.patientInvitations,
      render: (message, format = 'mail') => {
        const secrets = this.links.standIns(message, recipientOf(message));
        const sent = write(message, format, secrets);
        return sent && letterOf(sent, secrets).kept;
      },
      renderToSend: (message, format, address) => {
        const recipient = recipientOf(message);
        const secrets = this.links.secrets(message, recipient, address, secretOf(message));
        const sent = write(message, format, secrets);
        return sent && letterOf(sent, secrets);
      },
      beside: (message, channel) => {
        if (!channel.carriesMore) return {};
        const recipient = recipientOf(message);
        const visit = isAboutVisit(message) ? visits.get(message.visitId) : undefined;
        return recipient ? this.links.beside(message, { recipient, visit, location: locationOf(message) }, policy.settings) : {};
      },
    };
  }

  /** The same for those who show messages and not send them. */
  async shown(reader: Reader, messages: readonly DueMessage[]): Promise<ShownFacts> {
    const { groups } = await this.apart(reader, messages, isOfDatabase);
    const found = new Map(groups.flatMap((group) => group.messages.map((message) => [message.id, group.facts] as const)));
    return new ShownFacts(await this.clinic.snapshot(reader), found);
  }

  /** Read for all at once. Where that fails because of one of them, halves find it out; what is `ofNone` of them is thrown. */
  async apart(reader: Reader, messages: readonly DueMessage[], ofNone: (error: unknown) => boolean): Promise<Apart> {
    if (messages.length === 0) return { groups: [], broken: [] };
    try {
      return { groups: [{ facts: await this.of(reader, messages), messages }], broken: [] };
    } catch (error) {
      if (ofNone(error)) throw error;
      if (messages.length === 1) return { groups: [], broken: [{ message: messages[0]!, error }] };
      const half = messages.length >> 1;
      const first = await this.apart(reader, messages.slice(0, half), ofNone);
      const second = await this.apart(reader, messages.slice(half), ofNone);
      return { groups: [...first.groups, ...second.groups], broken: [...first.broken, ...second.broken] };
    }
  }

  /** Makes what the links in new messages open; `renderToSend` writes their secrets. */
  async issueLinks(tx: Tx, ctx: RequestContext, messages: readonly DueMessage[]): Promise<void> {
    for (const message of messages) {
      const { link } = kindOf(message);
      if (!link?.opens) continue;
      const ttlMs = message.dueAt - ctx.now + link.opens.liveMs;
      const subject = link.opens.subject(message);
      await this.tokens.issue(tx, ctx, { purpose: link.purpose, subject, ttlMs }, this.secrets.of(link.purpose, madeFor(link, message)));
    }
  }

  /** Ids of reminders that would be one too many; one query, and one for the visits of other reminders where services have steps of their own. */
  private async enough(
    reader: Reader,
    messages: readonly DueMessage[],
    cap: number,
    clinic: ClinicSnapshot,
    known: ReadonlyMap<string, Visit>,
  ): Promise<ReadonlySet<string>> {
    const reminders = messages.filter((message) => message.kind === 'reminder');
    if (cap === 0 || reminders.length === 0) return new Set();
    const windows = reminders.map((message) => weekAround(message.dueAt));
    const around = { from: Math.min(...windows.map((one) => one.from)), to: Math.max(...windows.map((one) => one.to)) };
    const others = await this.store.remindersOf(reader, idsOf(reminders), around);
    const waiting = others.filter((other) => other.sentAt === undefined && isAboutVisit(other) && !known.has(other.visitId));
    const haveOwn = [...clinic.services.values()].some((service) => service.reminders !== undefined);
    const missing = haveOwn
      ? await this.visits.byIds(reader, [...new Set(waiting.map((other) => other.visitId!))])
      : new Map<string, Visit>();
    const lastStepOf = ({ visitId = '', locationId }: Reminding) => {
      const location = clinic.locations.get(locationId);
      const visit = known.get(visitId) ?? missing.get(visitId);
      return location && (visit ? stepsOf(visit, clinic, location) : location.reminders).at(-1);
    };
    return new Set(reminders.filter((message) => enoughThisWeek(message, others, cap, lastStepOf)).map((message) => message.id));
  }

  private async askedOf(
    reader: Reader,
    messages: readonly DueMessage[],
    recipientOf: (message: DueMessage) => Recipient | undefined,
    textsNeedConsent: boolean,
  ): Promise<(message: DueMessage) => Asked> {
    const recipients = new Set(messages.map(recipientOf).filter((recipient) => recipient !== undefined));
    const ways = [...recipients].flatMap((recipient) => this.channels.waysTo(recipient));
    const consents = await this.consents.of(
      reader,
      ways.map(({ channel, address }) => ({ channel: channel.key, address })),
    );
    return (message) => {
      const isOptional = isReminder(message) && message.recipientType === 'patient';
      const purpose = isOptional ? 'reminders' : 'all';
      return {
        isReminder: isOptional,
        refuses: (channel, address) => consents.refuses(channel, address, purpose),
        lacksConsent: (channel, address) =>
          textsNeedConsent && channel === 'sms' && message.recipientType === 'patient' && !consents.gives(channel, address, purpose),
      };
    };
  }

  private async requestsOf(
    reader: Reader,
    messages: readonly DueMessage[],
  ): Promise<(message: DueMessage) => ClearanceRequest | undefined> {
    const ids = messages.filter(isAsking).map((message) => message.about);
    const byId = new Map((await this.requests.byIds(reader, [...new Set(ids)])).map((request) => [request.id, request]));
    return (message) => (isAsking(message) ? byId.get(message.about) : undefined);
  }

  private async secretsOf(reader: Reader, messages: readonly DueMessage[]): Promise<(message: DueMessage) => string | undefined> {
    const candidatesOf = (message: DueMessage): string[] => {
      const link = knownKind(message)?.link;
      return link ? this.secrets.allOf(link.purpose, madeFor(link, message)) : [];
    };
    // With one key there is nothing to choose from.
    const issued = this.secrets.hasOlder ? await this.tokens.issued(reader, messages.flatMap(candidatesOf)) : undefined;
    return (message) => {
      if (!knownKind(message)?.link) return undefined;
      const candidates = candidatesOf(message);
      return candidates.find((secret) => issued?.has(secret)) ?? candidates[0];
    };
  }
}

function otherOf(topic: OtherTopic | undefined): Topic | undefined {
  return topic && { kind: 'other', outdated: topic.outdated, latest: topic.latest };
}

function policiesOf(
  settings: MessageSettings,
  dayOf: (message: DueMessage) => readonly Visit[] | undefined,
  enough: ReadonlySet<string>,
  isStepWanted: (message: DueMessage) => boolean,
): (message: DueMessage) => Policy {
  return (message) => {
    const { setting } = kindOf(message);
    const isLeftOut = message.kind === 'reminder' && !isStepWanted(message);
    return {
      isOff: isLeftOut || (setting !== undefined && !settings[setting]),
      // One reminder speaks for all visits of its day.
      confirmedIsEnough: settings.stopWhenConfirmed && (dayOf(message) ?? []).every((visit) => visit.status === 'confirmed'),
      enoughThisWeek: enough.has(message.id),
    };
  };
}

/** Whether one of the visits that a reminder speaks for still has reminders at its step. */
function stepsWanted(
  clinic: ClinicSnapshot,
  visits: ReadonlyMap<string, Visit>,
  dayOf: (message: DueMessage) => readonly Visit[] | undefined,
): (message: DueMessage) => boolean {
  const hasStep = (visit: Visit, step: string | undefined) =>
    stepsOf(visit, clinic, clinic.locations.get(visit.locationId)!).some((wanted) => wanted === step);
  return (message) => {
    const visit = isAboutVisit(message) ? visits.get(message.visitId) : undefined;
    return (visit !== undefined && hasStep(visit, message.step)) || (dayOf(message) ?? []).some((each) => hasStep(each, message.step));
  };
}

function linksOf({ answer, unsubscribe }: LetterSecrets, publicUrl: string, { feedbackLink }: MessageSettings): RenderFacts['links'] {
  return {
    answerLink: answer && `${publicUrl}/p/${answer}`,
    unsubscribeLink: unsubscribe && `${publicUrl}/p/${unsubscribe}`,
    feedbackLink,
  };
}

/** Another visit has become the first one since. */
function whyNotFirst(message: DueMessage, visit: Visit, firstVisits: ReadonlySet<string>): string | undefined {
  return knownKind(message)?.ofFirst && isUpcoming(visit) && !firstVisits.has(visit.id) ? NOT_FIRST : undefined;
}

/** Visits of which it matters to one of the messages whether they are the first: for its advice, or for all of it. */
function advised(messages: readonly DueMessage[], visits: ReadonlyMap<string, Visit>): Visit[] {
  const ids = new Set(
    messages.filter((message) => knownKind(message)?.carriesAdvice || knownKind(message)?.ofFirst).map((message) => message.visitId),
  );
  return [...visits.values()].filter((visit) => ids.has(visit.id));
}

function madeFor(link: OwnLink, message: DueMessage): string {
  return link.madeFor?.(message) ?? message.id;
}

function asksForIntake(message: Pick<DueMessage, 'kind'>): boolean {
  return message.kind === intakeRequest.key;
}

function idsOf(messages: readonly DueMessage[]): string[] {
  return [...new Set(messages.map((message) => message.recipientId))];
}

function whyNotNeeded(
  message: DueMessage,
  requestOf: (message: DueMessage) => ClearanceRequest | undefined,
  told: ReadonlySet<string>,
): string | undefined {
  if (isAsking(message)) return whyNotAsked(requestOf(message));
  return asksForIntake(message) && told.has(message.recipientId) ? 'answered' : undefined;
}

function isAsking(message: Pick<DueMessage, 'kind'>): boolean {
  return message.kind === 'clearance-request';
}

/** A partial yes has used the link up: the desk asks again, by another request. */
function whyNotAsked(request: ClearanceRequest | undefined): string | undefined {
  if (!request) return 'gone';
  return request.status === 'open' && request.clearanceId === undefined ? undefined : 'answered';
}
