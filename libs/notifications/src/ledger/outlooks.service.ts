import { Injectable } from '@nestjs/common';
import { formatInstant } from '#kernel';
import { Clock, type Reader } from '#platform';
import { Channels } from '../channels/channels.service.js';
import { type Message, OUTSTANDING } from '../messages/message.types.js';
import type { OutlookView } from '../messages/messages.dto.js';
import { LaneStore } from '../operations/lane.store.js';
import { judge } from '../sending/judge.js';
import type { ShownFacts } from '../sending/shown-facts.js';
import { decidedAt, type Forecast, reasonOf, UNREADABLE, whilePaused } from './forecast.rules.js';

/** What would become of messages that wait, by the rule that sends, with everything as it is now. */
@Injectable()
export class Outlooks {
  constructor(
    private readonly clock: Clock,
    private readonly channels: Channels,
    private readonly lanes: LaneStore,
  ) {}

  async forecasts(reader: Reader, messages: readonly Message[], shown: ShownFacts): Promise<Forecast[]> {
    const now = this.clock.now();
    const states = messages.length === 0 ? [] : await this.lanes.all(reader);
    const paused = new Set(states.filter((state) => state.pausedAt !== undefined).map((state) => state.channel));
    return messages.map((message) => {
      const judged = shown.ask(message, (facts) => judge(decidedAt(now, message.dueAt), message, facts, this.channels), undefined);
      const channel = judged?.chosen?.channel.key ?? message.channel;
      return { channel, decision: whilePaused(judged?.decision ?? UNREADABLE, paused.has(channel)) };
    });
  }

  /** In their order; `undefined` of what does not wait any more. */
  async of(reader: Reader, messages: readonly Message[], shown: ShownFacts): Promise<(OutlookView | undefined)[]> {
    const waiting = messages.filter((message) => OUTSTANDING.includes(message.status));
    const forecasts = await this.forecasts(reader, waiting, shown);
    const views = new Map(waiting.map((message, i) => [message.id, outlookView(message, shown, forecasts[i]!)]));
    return messages.map((message) => views.get(message.id));
  }
}

export function outlookView(message: Message, shown: ShownFacts, { decision }: Forecast): OutlookView {
  const until = decision.kind === 'hold' ? decision.until : undefined;
  return {
    decision: decision.kind,
    reason: reasonOf(decision),
    until: until === undefined ? undefined : formatInstant(until, shown.zoneOf(message)),
  };
}
