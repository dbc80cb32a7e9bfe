import { Inject, Injectable } from '@nestjs/common';
import type { Location } from '#clinic';
import { Clock, CONFIG, type Config } from '#platform';
import type { Visit } from '#scheduling';
import { ReminderTokens } from '../answers/reminder-tokens.service.js';
import { VisitTokens } from '../answers/visit-tokens.service.js';
import { writeCalendar } from '../calendar/calendar.js';
import { cancelled, type InvitationSettings, methodOf, patientEvent, practitionerEvent } from '../calendar/event.rules.js';
import type { Outgoing } from '../channels/channel.js';
import { senderOf } from '../channels/smtp.transport.js';
import { isReminder } from '../kinds/index.js';
import type { DueMessage } from '../messages/message.types.js';
import { aboutOf } from '../planning/about.rules.js';
import { type LetterSecrets, STAND_INS } from './letter.rules.js';
import type { Recipient } from './recipients.service.js';

interface LetterFacts {
  recipient: Recipient;
  /** What it is about, if that is a visit. */
  visit?: Visit;
  location: Location;
}

/** What a message brings along for its reader: links that are theirs alone, the way out of reminders, the entry for a calendar. */
@Injectable()
export class PatientLinks {
  constructor(
    private readonly visits: VisitTokens,
    private readonly reminders: ReminderTokens,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl' | 'smtpUrl'>,
  ) {}

  /** For the desk's eyes, which need not see what only the reader may press; no token is made. */
  standIns(message: DueMessage, recipient: Recipient | undefined): LetterSecrets {
    return {
      answer: opensVisit(message) ? STAND_INS.answer : undefined,
      unsubscribe: refusableAt(message, recipient) && STAND_INS.unsubscribe,
      secret: STAND_INS.secret,
    };
  }

  /** For what goes to `address`. `secret`: of the link that is of the message's kind. */
  secrets(message: DueMessage, recipient: Recipient | undefined, address: string, secret: string | undefined): LetterSecrets {
    return {
      answer: opensVisit(message) ? this.visits.make(message.visitId!, message.recipientId, address) : undefined,
      unsubscribe: this.reminderToken(message, recipient),
      secret,
    };
  }

  /** What goes beside the text of a mail. */
  beside(message: DueMessage, about: LetterFacts, settings: InvitationSettings): Pick<Outgoing, 'unsubscribe' | 'calendar'> {
    const { recipient, visit } = about;
    const token = this.reminderToken(message, recipient);
    return {
      unsubscribe: token && `${this.config.publicUrl}/api/v1/unsubscribe/${token}`,
      calendar: visit && this.invitation(message, { ...about, visit }, settings),
    };
  }

  private reminderToken(message: DueMessage, recipient: Recipient | undefined): string | undefined {
    const email = refusableAt(message, recipient);
    return email && this.reminders.make(message.recipientId, email);
  }

  private invitation(
    message: DueMessage,
    { recipient, visit, location }: LetterFacts & { visit: Visit },
    settings: InvitationSettings,
  ): Outgoing['calendar'] {
    const method = methodOf(message, settings, aboutOf(visit, message) === '');
    if (!method || recipient.email === undefined) return undefined;
    const sender = senderOf(this.config);
    const page = `${this.config.publicUrl}/visits/${visit.id}`;
    const event =
      message.recipientType === 'patient'
        ? patientEvent(visit, location, recipient.language, sender)
        : practitionerEvent(visit, message.recipientId, location, sender, page);
    const content = writeCalendar({
      method,
      events: [method === 'CANCEL' ? cancelled(event, message.aboutStart) : event],
      now: this.clock.now(),
      organizer: { name: location.name, address: sender.address },
      attendee: { name: recipient.displayName, address: recipient.email },
    });
    return { method, content };
  }
}

function opensVisit({ recipientType, visitId }: DueMessage): boolean {
  return recipientType === 'patient' && visitId !== undefined;
}

/** Patients need not be reminded: the address at which they may say so. */
function refusableAt(message: DueMessage, recipient: Recipient | undefined): string | undefined {
  return message.recipientType === 'patient' && isReminder(message) ? recipient?.email : undefined;
}
