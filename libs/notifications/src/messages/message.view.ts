import { formatInstant } from '#kernel';
import { isPressing } from '../preferences/preference.rules.js';
import { aboutView } from './about.view.js';
import type { Channels } from '../channels/channels.service.js';
import { chooseWay } from '../sending/judge.js';
import type { ShownFacts } from '../sending/shown-facts.js';
import { type Message, OUTSTANDING } from './message.types.js';
import type { MessageView } from './messages.dto.js';

/** Messages as the API shows them: what waits with the text and the channel that it would have now. */
export function viewsOf(
  messages: readonly Message[],
  shown: ShownFacts,
  channels: Pick<Channels, 'choose' | 'chooseQuiet'>,
): MessageView[] {
  return messages.map((message) => {
    const recipient = shown.ask(message, (facts) => facts.recipientOf(message), undefined);
    const zone = shown.zoneOf(message);
    const instant = (at: number | undefined) => (at === undefined ? undefined : formatInstant(at, zone));
    const written = { subject: message.subject ?? '', body: message.body ?? '', advice: message.advice ?? [] };
    const waits = OUTSTANDING.includes(message.status);
    const chosen = shown.ask(message, (facts) => chooseWay(message.dueAt, message, facts, channels)?.channel, undefined);
    const asItIsNow = () => shown.ask(message, (facts) => facts.render(message, chosen?.format), undefined);
    return {
      id: message.id,
      version: message.version,
      urgent: isPressing(message, zone) || undefined,
      visitId: message.visitId,
      visitVersion: message.visitVersion,
      about: shown.ask(message, (facts) => aboutView(message, facts), undefined),
      kind: message.kind,
      step: message.step,
      channel: (chosen && (waits || wasUntried(message)) ? chosen.key : message.channel) as MessageView['channel'],
      recipient: { type: message.recipientType, id: message.recipientId, displayName: recipient?.displayName ?? '' },
      status: message.status,
      reason: message.reason,
      dueAt: formatInstant(message.dueAt, zone),
      sentAt: instant(message.sentAt),
      handledAt: instant(message.handledAt),
      ...((message.body === undefined ? asItIsNow() : undefined) ?? written),
    };
  });
}

/** Left out before anybody chose a channel for it. */
function wasUntried({ status, attempts, body }: Message): boolean {
  return status === 'skipped' && attempts === 0 && body === undefined;
}
