import { formatInstant } from '#kernel';
import { isPressing } from '../preferences/preference.rules.js';
import { aboutView } from './about.view.js';
import type { Channels } from '../channels/channels.service.js';
import { chooseWay } from '../sending/judge.js';
import type { MessageFacts } from '../sending/message-facts.service.js';
import { type Message, OUTSTANDING } from './message.types.js';
import type { MessageView } from './messages.dto.js';

/** Messages as the API shows them: what waits with the text and the channel that it would have now. */
export function viewsOf(
  messages: readonly Message[],
  facts: MessageFacts,
  channels: Pick<Channels, 'choose' | 'chooseQuiet'>,
): MessageView[] {
  return messages.map((message) => {
    const recipient = facts.recipientOf(message);
    const zone = facts.locationOf(message).timeZone;
    const instant = (at: number | undefined) => (at === undefined ? undefined : formatInstant(at, zone));
    const written = { subject: message.subject ?? '', body: message.body ?? '', advice: message.advice ?? [] };
    const waits = OUTSTANDING.includes(message.status);
    const chosen = chooseWay(message.dueAt, message, facts, channels)?.channel;
    return {
      id: message.id,
      version: message.version,
      urgent: isPressing(message, zone) || undefined,
      visitId: message.visitId,
      visitVersion: message.visitVersion,
      about: aboutView(message, facts),
      kind: message.kind,
      step: message.step,
      channel: (waits && chosen ? chosen.key : message.channel) as MessageView['channel'],
      recipient: { type: message.recipientType, id: message.recipientId, displayName: recipient?.displayName ?? '' },
      status: message.status,
      reason: message.reason,
      dueAt: formatInstant(message.dueAt, zone),
      sentAt: instant(message.sentAt),
      handledAt: instant(message.handledAt),
      ...(message.body === undefined ? (facts.render(message, chosen?.format) ?? written) : written),
    };
  });
}
