import { Inject, Injectable } from '@nestjs/common';
import { ClinicService, type ClinicSnapshot, type Location } from '#clinic';
import { LinkSecrets } from '#identity';
import { CONFIG, type Config, type Reader } from '#platform';
import { VisitsService, type Visit } from '#scheduling';
import { CLEARANCE_LINK } from '#screening';
import type { Message } from '../messages/message.types.js';
import { visitsOfDays } from './day-visits.js';
import { Recipients, type Recipient } from './recipients.service.js';
import { render, type Rendered } from './render.rules.js';

/** What is true now about messages, read for many at once: their visits, their recipients and their place. */
export interface MessageFacts {
  clinic: ClinicSnapshot;
  visitOf(message: Message): Visit | undefined;
  recipientOf(message: Message): Recipient | undefined;
  locationOf(message: Message): Location;
  /** `undefined` when the visit or the recipient is gone. */
  render(message: Message): Rendered | undefined;
  /** As it leaves: with the secret of its link, which is never kept. */
  renderToSend(message: Message): Rendered | undefined;
}

@Injectable()
export class MessageFactsService {
  constructor(
    private readonly clinic: ClinicService,
    private readonly visits: VisitsService,
    private readonly recipients: Recipients,
    private readonly secrets: LinkSecrets,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  /** A handful of queries, however many messages. */
  async of(reader: Reader, messages: readonly Message[]): Promise<MessageFacts> {
    const clinic = await this.clinic.snapshot(reader);
    const visits = await this.visits.byIds(reader, [...new Set(messages.map((message) => message.visitId))]);
    const recipientOf = await this.recipients.of(reader, messages, clinic);
    const dayOf = await visitsOfDays(reader, this.visits, messages, (id) => clinic.locations.get(id)!.timeZone);
    const { publicUrl } = this.config;
    const write = (message: Message, secret?: string) => {
      const visit = visits.get(message.visitId);
      const recipient = recipientOf(message);
      if (!visit || !recipient) return undefined;
      return render({ message, visit, clinic, recipient, day: dayOf(message), publicUrl, secret });
    };
    return {
      clinic,
      visitOf: (message) => visits.get(message.visitId),
      recipientOf,
      locationOf: (message) => clinic.locations.get(message.locationId)!,
      render: (message) => write(message),
      renderToSend: (message) =>
        write(message, message.kind === 'clearance-request' ? this.secrets.of(CLEARANCE_LINK, message.about) : undefined),
    };
  }
}
