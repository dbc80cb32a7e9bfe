import type { Message } from '../messages/message.types.js';
import { registryOf } from '../registry.js';
import { calendarUpdate } from './calendar-update.kind.js';
import { cancellation } from './cancellation.kind.js';
import { change } from './change.kind.js';
import { practitionerClearanceRequest, referrerClearanceRequest } from './clearance-request.kind.js';
import { clearancePending } from './clearance-pending.kind.js';
import { confirmation } from './confirmation.kind.js';
import { practitionerDailyDigest } from './daily-digest.kind.js';
import { feedback } from './feedback.kind.js';
import { firstVisit } from './first-visit.kind.js';
import { intakeRequest } from './intake-request.kind.js';
import { type Kind, kindId } from './kind.js';
import { missedVisit } from './missed-visit.kind.js';
import { practitionerNoShow } from './no-show.kind.js';
import { practitionerCalendarUpdate } from './practitioner-calendar-update.kind.js';
import { practitionerCancellation } from './practitioner-cancellation.kind.js';
import { practitionerChange } from './practitioner-change.kind.js';
import { practitionerNewVisit } from './practitioner-new-visit.kind.js';
import { practitionerReferralReceived } from './referral-received.kind.js';
import { practitionerReferralReport, referrerReferralReport } from './referral-report.kind.js';
import { reminder } from './reminder.kind.js';

/** All kinds of messages. */
export const KINDS = registryOf<Kind>(
  'kind of message',
  [
    confirmation,
    reminder,
    change,
    cancellation,
    firstVisit,
    intakeRequest,
    clearancePending,
    missedVisit,
    feedback,
    calendarUpdate,
    practitionerNewVisit,
    practitionerChange,
    practitionerCancellation,
    practitionerCalendarUpdate,
    practitionerNoShow,
    practitionerDailyDigest,
    practitionerReferralReceived,
    practitionerClearanceRequest,
    referrerClearanceRequest,
    practitionerReferralReport,
    referrerReferralReport,
  ],
  (kind) => kindId(kind.recipient, kind.key),
);

/** Each once, although several sorts of people may get it. */
export const KIND_KEYS: readonly string[] = [...new Set(KINDS.all.map((kind) => kind.key))];

/** What a visit calls for beside the news of its changes. */
export const FOLLOWERS: readonly Kind[] = KINDS.all.filter((kind) => kind.plan !== undefined);

/** Without a key put together: a booking asks some forty times, and its messages are asked about at every step. */
const KINDS_TO = new Map(
  [...new Set(KINDS.all.map((kind) => kind.recipient))].map((recipient) => [
    recipient,
    new Map(KINDS.all.filter((kind) => kind.recipient === recipient).map((kind) => [kind.key, kind])),
  ]),
);

/** `undefined`: of a kind that this version does not have, as after a release was taken back. */
export function knownKind({ recipientType, kind }: Pick<Message, 'kind' | 'recipientType'>): Kind | undefined {
  return KINDS_TO.get(recipientType)?.get(kind);
}

export function kindOf(message: Pick<Message, 'kind' | 'recipientType'>): Kind {
  const kind = knownKind(message);
  if (!kind) throw new Error(`there is no kind ${kindId(message.recipientType, message.kind)}: add one to kinds/index.ts`);
  return kind;
}

/** It comes by itself, or asks again: quiet hours bind it, and a patient may opt out of it. */
export function isReminder(message: Pick<Message, 'kind' | 'recipientType' | 'step'>): boolean {
  return message.step === 'reminder' || kindOf(message).purpose === 'reminder';
}

/** What a yes in answer to it means: that they come. */
export function asksToCome(message: Pick<Message, 'kind' | 'recipientType'>): boolean {
  return knownKind(message)?.asksToCome === true;
}

/** Whoever hears nothing of these comes at the wrong time: an opt-out does not make that right. */
export const MUST_TELL: readonly string[] = KINDS.all.filter((kind) => kind.urgent).map((kind) => kind.key);

/** What changes somebody's day goes before what reminds of it. */
export function isUrgent(message: Pick<Message, 'kind' | 'recipientType' | 'step'>): boolean {
  const kind = knownKind(message);
  return kind?.urgent === true || (kind?.urgentStep !== undefined && message.step === kind.urgentStep);
}
