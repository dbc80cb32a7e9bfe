import { Injectable } from '@nestjs/common';
import { LinkSecrets, SignedLinks } from '#identity';
import { REMINDERS_LINK } from './links.js';

const TAG_CHARACTERS = 8;

/** Whose reminders a token is about, and whether an address is still the one that it was sent to. */
export interface ReminderToken {
  patientId: string;
  isFor(email: string): boolean;
}

/**
 * Tokens of links that turn reminders off. They are about a patient and an address: when the desk has corrected the address
 * since, whoever has the wrong one must not silence the patient.
 */
@Injectable()
export class ReminderTokens {
  constructor(
    private readonly links: SignedLinks,
    private readonly secrets: LinkSecrets,
  ) {}

  make(patientId: string, email: string): string {
    return this.links.make(REMINDERS_LINK, patientId + tagOf(this.secrets.of(REMINDERS_LINK.key, addressOf(patientId, email))));
  }

  open(token: string): ReminderToken | undefined {
    const subject = this.links.open(token, REMINDERS_LINK);
    if (subject === undefined) return undefined;
    const patientId = subject.slice(0, -TAG_CHARACTERS);
    const tag = subject.slice(-TAG_CHARACTERS);
    return {
      patientId,
      isFor: (email) => this.secrets.allOf(REMINDERS_LINK.key, addressOf(patientId, email)).some((secret) => tagOf(secret) === tag),
    };
  }
}

/** With the patient: one address has another tag for each, so that a link tells nothing of others who share it. */
function addressOf(patientId: string, email: string): string {
  return `${patientId} ${email.trim().normalize('NFC').toLowerCase()}`;
}

function tagOf(secret: string): string {
  return secret.slice(0, TAG_CHARACTERS);
}
