import { Inject, Injectable } from '@nestjs/common';
import { Clock, CONFIG, type Config } from '#platform';
import type { Channel, Contact, Delivery, OpenChannel, Outgoing } from './channel.js';
import { CHANNELS } from './index.js';

/** Sends under way at once in a process, on each channel: one that is slow takes no turn of another. */
export const SENDING_AT_ONCE = 10;

/** Who sends on a channel and who waits for it. */
interface Turns {
  sending: number;
  urgent: Line;
  normal: Line;
}

/** First come, first served. Turned around now and then: taking the first of an array moves all that are behind it. */
class Line {
  private arriving: (() => void)[] = [];
  private leaving: (() => void)[] = [];

  join(resume: () => void): void {
    this.arriving.push(resume);
  }

  leave(): (() => void) | undefined {
    if (this.leaving.length === 0) {
      this.leaving = this.arriving.reverse();
      this.arriving = [];
    }
    return this.leaving.pop();
  }
}

/** What is known of the consent to one message. */
export interface Asked {
  /** It may be left out altogether. */
  isReminder: boolean;
  refuses(channel: string, address: string): boolean;
  /** A consent that the clinic asks for is not recorded: that is no way to them. */
  lacksConsent?(channel: string, address: string): boolean;
}

const ASKED_OF_NOTHING: Asked = { isReminder: false, refuses: () => false };

/** Without an address nothing reaches them; `optedOut`: because they said no. */
export interface Chosen {
  channel: Channel;
  address?: string;
  optedOut?: boolean;
}

/** The channels of this process: which one reaches whom, opened when first used. */
@Injectable()
export class Channels {
  /** A spec or a benchmark may put its own in their place. */
  list: readonly Channel[] = CHANNELS.all;
  private readonly open = new Map<string, OpenChannel>();
  private readonly turns = new Map<string, Turns>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * What the person prefers if that reaches them, else the first that does; the first of all when none does. Where they said no,
   * what they need to know takes another way; reminders do not: who wants none in one place has not asked for them in another.
   */
  choose(contact: Contact, asked: Asked = ASKED_OF_NOTHING): Chosen {
    const ways = this.allowedTo(contact, asked);
    const [wanted] = ways;
    if (!wanted) return { channel: this.list[0]! };
    const open = asked.isReminder ? [wanted] : ways;
    return open.find(({ channel, address }) => !asked.refuses(channel.key, address)) ?? { channel: wanted.channel, optedOut: true };
  }

  /** The first way that reaches them also in quiet hours, where they did not say no; `undefined`: there is none. */
  chooseQuiet(contact: Contact, asked: Asked): Chosen | undefined {
    return this.allowedTo(contact, asked).find(({ channel, address }) => !channel.obeysQuietHours && !asked.refuses(channel.key, address));
  }

  /** Every way to them, the preferred one first. */
  waysTo(contact: Contact): { channel: Channel; address: string }[] {
    const ways: { channel: Channel; address: string }[] = [];
    for (const channel of this.list) {
      const address = channel.addressOf(contact, this.config);
      if (address === undefined) continue;
      if (channel.key === contact.preferredChannel) ways.unshift({ channel, address });
      else ways.push({ channel, address });
    }
    return ways;
  }

  private allowedTo(contact: Contact, asked: Asked): { channel: Channel; address: string }[] {
    return this.waysTo(contact).filter(({ channel, address }) => asked.lacksConsent?.(channel.key, address) !== true);
  }

  /**
   * Waits for its turn, what is urgent first. `write` is asked for the message when the turn has come: what a thousand others
   * wait for need not be in memory. `undefined`, its answer and then this one's: it is not wanted any more.
   */
  async send(channel: Channel, isUrgent: boolean, write: () => Outgoing | undefined): Promise<Delivery | undefined> {
    const turns = this.turnsOf(channel.key);
    if (turns.sending >= SENDING_AT_ONCE) await new Promise<void>((resolve) => (isUrgent ? turns.urgent : turns.normal).join(resolve));
    else turns.sending++;
    try {
      const message = write();
      return message && (await this.opened(channel).send(message));
    } finally {
      const next = turns.urgent.leave() ?? turns.normal.leave();
      if (next) next();
      else turns.sending--;
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map((channel) => channel.close()));
    this.open.clear();
  }

  private turnsOf(channel: string): Turns {
    let turns = this.turns.get(channel);
    if (!turns) this.turns.set(channel, (turns = { sending: 0, urgent: new Line(), normal: new Line() }));
    return turns;
  }

  private opened(channel: Channel): OpenChannel {
    let open = this.open.get(channel.key);
    if (!open) {
      open = channel.open({ config: this.config, now: () => this.clock.now(), atOnce: SENDING_AT_ONCE });
      this.open.set(channel.key, open);
    }
    return open;
  }
}
