import { Inject, Injectable } from '@nestjs/common';
import { ClinicService, type ClinicSnapshot, type Location } from '#clinic';
import { LinkSecrets } from '#identity';
import { CONFIG, type Config, type Reader } from '#platform';
import { VisitsService } from '#scheduling';
import { CLEARANCE_LINK } from '#screening';
import { isAboutVisit, type Message } from '../messages/message.types.js';
import { visitsOfDays } from './day-visits.js';
import type { Topic } from './decide.rules.js';
import { type OtherTopic, OtherTopics } from './other-topics.service.js';
import { Recipients, type Recipient } from './recipients.service.js';
import { render, type Rendered } from './render.rules.js';

/** What is true now about messages, read for many at once: what they are about, their recipients and their place. */
export interface MessageFacts {
  clinic: ClinicSnapshot;
  /** `undefined` when that is gone. */
  topicOf(message: Message): Topic | undefined;
  /** The same of a message about no visit, with more of it. */
  otherTopicOf(message: Message): OtherTopic | undefined;
  recipientOf(message: Message): Recipient | undefined;
  locationOf(message: Message): Location;
  /** `undefined` when what it is about or the recipient is gone. */
  render(message: Message): Rendered | undefined;
  /** As it leaves: with the secret of its link, which is never kept. */
  renderToSend(message: Message): Rendered | undefined;
}

@Injectable()
export class MessageFactsService {
  constructor(
    private readonly clinic: ClinicService,
    private readonly visits: VisitsService,
    private readonly topics: OtherTopics,
    private readonly recipients: Recipients,
    private readonly secrets: LinkSecrets,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  /** A handful of queries, however many messages. */
  async of(reader: Reader, messages: readonly Message[]): Promise<MessageFacts> {
    const clinic = await this.clinic.snapshot(reader);
    const visits = await this.visits.byIds(reader, [...new Set(messages.filter(isAboutVisit).map((message) => message.visitId))]);
    const otherTopicOf = await this.topics.of(reader, messages);
    const recipientOf = await this.recipients.of(reader, messages, clinic, otherTopicOf);
    const dayOf = await visitsOfDays(reader, this.visits, messages, (id) => clinic.locations.get(id)!.timeZone);
    const topicOf = (message: Message): Topic | undefined => {
      if (!isAboutVisit(message)) {
        const topic = otherTopicOf(message);
        return topic && { kind: 'other', outdated: topic.outdated };
      }
      const visit = visits.get(message.visitId);
      return visit && { kind: 'visit', visit };
    };
    const locationOf = (message: Message) => clinic.locations.get(message.locationId)!;
    const write = (message: Message, secret?: string) => {
      const topic = topicOf(message);
      const recipient = recipientOf(message);
      if (!topic || !recipient) return undefined;
      const common = { message, clinic, recipient, publicUrl: this.config.publicUrl, secret };
      if (topic.kind === 'other') return render({ ...common, location: locationOf(message) });
      return render({ ...common, visit: topic.visit, day: dayOf(message) });
    };
    return {
      clinic,
      topicOf,
      otherTopicOf,
      recipientOf,
      locationOf,
      render: (message) => write(message),
      renderToSend: (message) => write(message, this.secretOf(message, otherTopicOf(message))),
    };
  }

  /** A request keeps its link while it is asked anew; everything else has one of its own in each message. */
  private secretOf(message: Message, topic: OtherTopic | undefined): string | undefined {
    if (message.kind === 'clearance-request') return this.secrets.of(CLEARANCE_LINK, message.about);
    return topic && this.secrets.of(topic.linkPurpose, message.id);
  }
}
