import { Injectable } from '@nestjs/common';
import { Clock, Database } from '#platform';
import { Channels } from '../channels/channels.service.js';
import { OutgoingStore, type Place } from '../messages/outgoing.store.js';
import type { DueMessage } from '../messages/message.types.js';
import { chooseWay } from './judge.js';
import { MessageFactsService } from './message-facts.service.js';
import type { ShownFacts } from './shown-facts.js';

const ROWS = 500;
const URGENT_FIRST: Place = { isUrgent: true, dueAt: 0, id: '' };
const THEN_NORMAL: Place = { isUrgent: false, dueAt: 0, id: '' };

/**
 * A message's lane is the channel that was thought of when it was planned; who sends it chooses anew. Where a lane stands still,
 * nobody would: what belongs into another lane is looked for, so that it does not wait for a provider that it does not need.
 */
@Injectable()
export class LaneSorter {
  private readonly places = new Map<string, Place>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outgoing: OutgoingStore,
    private readonly facts: MessageFactsService,
    private readonly channels: Channels,
  ) {}

  /** Looks through some of a lane's due messages, each time through the next ones. Resolves to how many changed over. */
  async sort(lane: string): Promise<number> {
    const from = this.places.get(lane) ?? URGENT_FIRST;
    const moved = await this.sortSome(lane, from);
    // Few are urgent: the others follow in the same look.
    return from.isUrgent && this.places.get(lane) === THEN_NORMAL ? moved + (await this.sortSome(lane, THEN_NORMAL)) : moved;
  }

  private async sortSome(lane: string, from: Place): Promise<number> {
    const waiting = await this.outgoing.waiting(this.db.reader, lane, this.clock.now(), from, ROWS);
    const last = waiting.at(-1);
    const atEnd = from.isUrgent ? THEN_NORMAL : URGENT_FIRST;
    this.places.set(lane, waiting.length < ROWS ? atEnd : { isUrgent: from.isUrgent, dueAt: last!.dueAt, id: last!.id });
    if (waiting.length === 0) return 0;
    const shown = await this.facts.shown(this.db.reader, waiting);
    let moved = 0;
    for (const [to, ids] of this.wrongIn(lane, waiting, shown)) moved += await this.db.run((tx) => this.outgoing.move(tx, ids, to));
    return moved;
  }

  private wrongIn(lane: string, waiting: readonly DueMessage[], shown: ShownFacts): Map<string, string[]> {
    const wrong = new Map<string, string[]>();
    const now = this.clock.now();
    for (const message of waiting) {
      const chosen = shown.ask(message, (facts) => chooseWay(now, message, facts, this.channels), undefined);
      if (chosen?.address === undefined || chosen.channel.key === lane) continue;
      wrong.set(chosen.channel.key, [...(wrong.get(chosen.channel.key) ?? []), message.id]);
    }
    return wrong;
  }
}
