import { randomInt } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Clock, Database, errorCode, type JobBatch, systemContext, type Tx } from '#platform';
import { type Channel, SEND_MS, type Delivery } from '../channels/channel.js';
import { Channels } from '../channels/channels.service.js';
import { isConsentChannel } from '../consent/consent.rules.js';
import { ConsentService } from '../consent/consent.service.js';
import { MessageStore, type SendResult } from '../messages/message.store.js';
import type { Message } from '../messages/message.types.js';
import { SentTextStore } from '../texts/sent-text.store.js';
import { decideSend, MAX_ATTEMPTS, nextAttempt } from './decide.rules.js';
import { MessageFactsService, type MessageFacts } from './message-facts.service.js';

/** A worker that does not come back holds its rows no longer than this. */
export const LEASE_MS = 60_000;
/** A send that begins later could end after the lease, when another worker may begin the same. */
const LAST_START_MS = LEASE_MS - SEND_MS - 5000;

const OPTED_OUT = { purpose: 'all', given: false, source: 'carrier' } as const;

/** Works on batches: claims, decides, sends outside any transaction, records. Safe to run twice: the claim lets one through. */
@Injectable()
export class MessageWorker {
  private readonly logger = new Logger('messages');

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly store: MessageStore,
    private readonly facts: MessageFactsService,
    private readonly channels: Channels,
    private readonly consents: ConsentService,
    private readonly texts: SentTextStore,
  ) {}

  /** Resolves to the number of rows that were this worker's. */
  async handle(batch: JobBatch): Promise<number> {
    const now = this.clock.now();
    const claimed = await this.db.run((tx) => this.store.claim(tx, batch.ids, now, now + LEASE_MS));
    if (claimed.length === 0) return 0;
    const facts = await this.facts.of(this.db.reader, claimed);
    const results = await Promise.all(claimed.map((message) => this.deal(message, facts, now + LAST_START_MS)));
    const taken = await this.db.run((tx) => this.settle(tx, results));
    if (taken < results.length) this.logger.warn(`${results.length - taken} messages were claimed by another worker meanwhile`);
    return claimed.length;
  }

  private async settle(tx: Tx, results: readonly SendResult[]): Promise<number> {
    const taken = await this.store.settle(tx, results);
    await this.texts.settle(tx, results);
    for (const { refusedBy } of results) {
      if (refusedBy) await this.consents.record(tx, systemContext('carrier', this.clock.now()), { ...refusedBy, ...OPTED_OUT });
    }
    return taken;
  }

  /** One message that cannot be written or sent must not keep its batch from being recorded. */
  private async deal(message: Message, facts: MessageFacts, lastStart: number): Promise<SendResult> {
    try {
      return await this.decideAndSend(message, facts, lastStart);
    } catch (error) {
      this.logger.error(`message ${message.id} cannot be sent: ${errorCode(error)}`);
      return this.afterDelivery(message, { kind: 'retry', reason: 'internal' });
    }
  }

  private async decideAndSend(message: Message, facts: MessageFacts, lastStart: number): Promise<SendResult> {
    const { id, attempts } = message;
    // Only workers that died can have used up more tries than there are: what kills them must not go on for ever.
    if (attempts > MAX_ATTEMPTS) return { id, attempts, status: 'failed', reason: 'attempts-exhausted' };
    const recipient = facts.recipientOf(message);
    const chosen = recipient && this.channels.choose(recipient, facts.askedOf(message));
    const reach = chosen && {
      remindersOptedOut: recipient.remindersOptedOut,
      address: chosen.address,
      optedOut: chosen.optedOut,
      obeysQuietHours: chosen.channel.obeysQuietHours,
    };
    const decide = () =>
      decideSend(this.clock.now(), message, facts.topicOf(message), reach, facts.locationOf(message), facts.policyOf(message));
    const decision = decide();
    if (decision.kind === 'skip') return { id, attempts, status: 'skipped', reason: decision.reason, channel: chosen?.channel.key };
    if (decision.kind === 'hold') return { id, attempts, status: 'held', reason: decision.reason, dueAt: decision.until, untried: true };
    const { channel, address } = chosen!;
    const text = facts.render(message, channel.format)!;
    const mail = {
      id,
      to: recipient!,
      address: address!,
      fromName: facts.locationOf(message).name,
      subject: text.subject,
      body: facts.renderToSend(message, channel.format)!.body,
    };
    // Behind slow mails its turn may come after the lease, or after the visit has begun.
    const stillWanted = () => this.clock.now() <= lastStart && decide().kind === 'send';
    const delivery = await this.channels.send(channel, mail, stillWanted);
    if (!delivery) return { id, attempts, status: 'planned', untried: true };
    return {
      ...this.afterDelivery(message, delivery, { channel, address: address! }),
      channel: channel.key,
      ...(delivery.kind === 'sent' || delivery.kind === 'give-up' ? text : {}),
    };
  }

  private afterDelivery(message: Message, delivery: Delivery, sentTo?: { channel: Channel; address: string }): SendResult {
    const { id, attempts } = message;
    const now = this.clock.now();
    if (delivery.kind === 'sent') {
      const { providerId } = delivery;
      return {
        id,
        attempts,
        status: 'sent',
        sentAt: now,
        providerId,
        sentTo: sentTo?.channel.format === 'text' ? sentTo.address : undefined,
      };
    }
    if (delivery.kind === 'opted-out') return { id, attempts, reason: 'opted-out', ...afterRefusal(sentTo) };
    if (delivery.kind === 'give-up') return { id, attempts, status: 'failed', reason: delivery.reason };
    const planned = nextAttempt(now, attempts, randomInt(1000) / 1000, delivery.kind === 'unknown');
    const dueAt = planned && Math.max(planned, now + (delivery.kind === 'retry' ? (delivery.retryAfterMs ?? 0) : 0));
    if (dueAt === undefined) return { id, attempts, status: 'failed', reason: delivery.reason };
    return { id, attempts, status: 'planned', dueAt, reason: delivery.reason };
  }
}

/** The ledger learns of it, and the next try decides with that: what they need to know takes another way. */
function afterRefusal(sentTo: { channel: Channel; address: string } | undefined): Pick<SendResult, 'status' | 'refusedBy'> {
  if (!sentTo || !isConsentChannel(sentTo.channel.key)) return { status: 'skipped' };
  return { status: 'planned', refusedBy: { channel: sentTo.channel.key, address: sentTo.address } };
}
