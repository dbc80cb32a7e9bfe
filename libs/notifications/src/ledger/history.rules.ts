import type { AuditEntry } from '#platform';
import { isInFlight, type Message, TOLD_BY_DESK } from '../messages/message.types.js';

/** One step of a message's way. Where nothing keeps the time of a step it has none, and stands where it must have been. */
export interface MessageStepTaken {
  what:
    | 'planned'
    | 'resent-from'
    | 'tried'
    | 'waits'
    | 'held'
    | 'handed-out'
    | 'sending'
    | 'sent'
    | 'delivered'
    | 'failed'
    | 'skipped'
    | 'suppressed'
    | 'restored'
    | 'sent-again'
    | 'acknowledged';
  at?: number;
  reason?: string;
  /** Who did it. */
  by?: string;
  /** Until when it waits. */
  until?: number;
  attempts?: number;
  /** The other one, of two that say the same. */
  messageId?: string;
}

const BY_PEOPLE: Record<string, MessageStepTaken['what']> = {
  'message.suppressed': 'suppressed',
  'message.restored': 'restored',
  'message.sent-again': 'sent-again',
  'message.acknowledged': 'acknowledged',
};

/** The whole history of one message, oldest first: its row knows what became of it, the audit who had a hand in it. */
export function historyOf(message: Message, audit: readonly AuditEntry[], now: number): MessageStepTaken[] {
  const resent = audit.find((entry) => entry.kind === 'message.resent');
  const begun: MessageStepTaken = resent
    ? { what: 'resent-from', at: resent.at, by: resent.by, messageId: textOf(resent.facts?.['of']) }
    : { what: 'planned', at: message.createdAt };
  const people = audit.flatMap((entry): MessageStepTaken[] => {
    const what = BY_PEOPLE[entry.kind];
    return what ? [{ what, at: entry.at, by: entry.by, messageId: textOf(entry.facts?.['as']) }] : [];
  });
  const stopped = people.findLast(({ what }) => what === 'suppressed' || what === 'restored')?.what === 'suppressed';
  const isByPeople = stopped || message.reason === TOLD_BY_DESK;
  const end = endOf(message, now).filter((step) => !(isByPeople && step.what === 'skipped'));
  return [begun, ...inOrder([...triesOf(message), ...end, ...people])];
}

function triesOf({ attempts, status, reason }: Message): MessageStepTaken[] {
  const unsuccessful = status === 'sent' || status === 'delivered' || status === 'failed' ? attempts - 1 : attempts;
  return unsuccessful > 0 ? [{ what: 'tried', attempts: unsuccessful, reason: status === 'planned' ? reason : undefined }] : [];
}

function endOf(message: Message, now: number): MessageStepTaken[] {
  const { status, reason, dueAt, sentAt, endedAt, createdAt } = message;
  const sent: MessageStepTaken[] = sentAt === undefined ? [] : [{ what: 'sent', at: sentAt }];
  if (status === 'planned') return [{ what: 'waits', until: dueAt }];
  if (status === 'held') return [{ what: 'held', reason, until: dueAt }];
  if (status === 'queued') return [{ what: isInFlight(message, now) ? 'sending' : 'handed-out' }];
  if (status === 'sent') return sent;
  if (status === 'delivered') return [...sent, { what: 'delivered', at: endedAt === sentAt ? undefined : endedAt }];
  if (status === 'failed') return [...sent, { what: 'failed', at: endedAt, reason }];
  // What came too late was written down as skipped when it was planned.
  return [{ what: 'skipped', at: endedAt ?? (reason === 'too-late' ? createdAt : undefined), reason }];
}

/** By time; a step without one stays behind the step before it. */
function inOrder(steps: readonly MessageStepTaken[]): MessageStepTaken[] {
  let last = -Infinity;
  const timed = steps.map((step, index) => ({ step, index, at: (last = step.at ?? last) }));
  return timed.sort((a, b) => (a.at === b.at ? a.index - b.index : a.at - b.at)).map(({ step }) => step);
}

function textOf(fact: unknown): string | undefined {
  return typeof fact === 'string' ? fact : undefined;
}
