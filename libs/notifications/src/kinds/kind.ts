import type { ClinicSnapshot, Location } from '#clinic';
import type { Visit } from '#scheduling';
import type { DueMessage, RecipientType } from '../messages/message.types.js';
import type { Switch } from '../settings/message-settings.rules.js';
import type { Languages } from '../wording/wording.js';

/** Why a kind is sent to somebody: what they may refuse, and what keeps out of the quiet hours. */
export type Purpose =
  /** Answers what was just done about their visit: goes at once by mail, and cannot be refused. */
  | 'news'
  /** Comes by itself at its time: keeps out of the quiet hours, and a patient may opt out of it. */
  | 'reminder';

/** What the plan rule of a kind may look at. Instants are epoch milliseconds. */
export interface Planning {
  visit: Visit;
  clinic: Pick<ClinicSnapshot, 'services'>;
  location: Location;
  now: number;
  /** The patient has had no massage here before. */
  isFirst: boolean;
  /** The patient has told nothing yet about why they come. */
  hasNoIntake: boolean;
  /** News wait so long, so that what is undone meanwhile is never heard of. */
  undoMs: number;
}

/** A message that a rule asks for. */
export interface Seed {
  dueAt: number;
  /** One message for each step. */
  step?: string;
  /** Once for the patient and day, however many visits that day has. */
  perDay?: boolean;
  /** Once for the patient, whatever becomes of the visit when it is sent. */
  once?: boolean;
}

/** A link that opens one thing for one purpose. Its secret follows from what it is made for, and is kept nowhere. */
export interface OwnLink {
  /** Of the single-use token. */
  readonly purpose: string;
  /** Id that the secret follows from; absent: the message's, so that each message has a link of its own. */
  readonly madeFor?: (message: DueMessage) => string;
  /** What the message makes it open, and for how long after the message is due. Absent: whoever asks for the message makes it. */
  readonly opens?: { readonly subject: (message: DueMessage) => string; readonly liveMs: number };
}

/** A kind of message to one sort of people: one file, and its name in `kinds/index.ts`. */
export interface Kind {
  readonly key: string;
  readonly recipient: RecipientType;
  readonly purpose: Purpose;
  /** Goes before everything that waits. */
  readonly urgent?: boolean;
  /** So do those of this step. */
  readonly urgentStep?: string;
  /** Practitioners may do without it. */
  readonly mayBeMuted?: boolean;
  /** What it is about; absent: a visit. */
  readonly about?: 'something-else';
  /** It goes with the patient's first visit with a massage, whichever that is by now. */
  readonly ofFirst?: boolean;
  /** It carries the advice that applies. */
  readonly carriesAdvice?: boolean;
  /**
   * Mail alone, for the sake of the calendar that reads it: it tells how the visit stands when it goes, so that no change outdates it,
   * and it is no news to anybody.
   */
  readonly calendarOnly?: boolean;
  /** It speaks of the visit as certain: while the visit waits for a go-ahead, so does the message. */
  readonly needsCertainty?: boolean;
  /** It asks whether they come: a yes in answer to it says so. */
  readonly asksToCome?: boolean;
  /** Its link needs no account; absent: it leads into the admin UI. */
  readonly link?: OwnLink;
  /** For the desk: why they get it; by step where steps differ. */
  readonly because: string | Readonly<Record<string, string>>;
  /**
   * A fingerprint of what it tells, kept with the message; empty when the visit does not call for it. A visit that no longer
   * has it has outdated the message. Absent: start and end, for a practitioner those of their own part.
   */
  readonly fingerprint?: (visit: Visit) => string;
  /** The reason of a message that is left out because its fingerprint is empty now; absent: `not-theirs`. */
  readonly outdated?: string;
  /** It is of no use from then on; absent: the end of the visit. */
  readonly useless?: (visit: Visit) => number;
  /** Beside the news of a change, which `plan.rules.ts` plans: what else a visit calls for. Asked whenever the fingerprint changes. */
  readonly plan?: (planning: Planning) => Seed[];
  /** Of the forms, the one that fits; absent: `usual`. */
  readonly form?: (facts: FormFacts) => string;
  readonly wording: Readonly<Record<string, Languages>>;
  /** What every wording of it must name, also one of the clinic's own. */
  readonly mustName: readonly string[];
  /** It is sent only where the clinic has this on. */
  readonly setting?: Switch;
}

export interface FormFacts {
  step?: string;
  tentative: boolean;
  /** The visit is cancelled, or has no part for them any more. */
  isOff: boolean;
}

/** A kind as an object of its own; exists so that a definition is checked where it is written. */
export function defineKind(kind: Kind): Kind {
  return kind;
}

export const kindId = (recipient: string, key: string): string => `${recipient}/${key}`;

/** The patient is still expected. */
export function isUpcoming(visit: Pick<Visit, 'status'>): boolean {
  return visit.status === 'tentative' || visit.status === 'booked' || visit.status === 'confirmed';
}

/** The last paragraph: where, and how to reach them. */
export const PLACE_EN = '{clinicName}\n{address}\nPhone {phone}';
export const PLACE_ES = '{clinicName}\n{address}\nTeléfono {phone}';

/** What a short text offers: a link would leave no room for anything else. `inbound.rules.ts` reads the answers. */
export const REPLY_EN = 'Reply C to confirm, R for another time.';
export const REPLY_ES = 'Responda C si viene, R para otra hora.';

/** Paragraphs of a wording. */
export function paragraphs(...parts: string[]): string {
  return parts.join('\n\n');
}

/** Sentences of a short text. */
export function sentences(...parts: string[]): string {
  return parts.join('\n');
}
