import { Injectable } from '@nestjs/common';
import { SignedLinks } from '#identity';
import { AddressTags, TAG_CHARACTERS } from './address-tags.service.js';
import { REMINDERS_LINK } from './links.js';

/** Whose reminders a token is about, and whether an address is still the one that it was sent to. */
export interface ReminderToken {
  patientId: string;
  isFor(email: string): boolean;
}

/** Tokens of links that turn reminders off: about a patient and an address. */
@Injectable()
export class ReminderTokens {
  constructor(
    private readonly links: SignedLinks,
    private readonly tags: AddressTags,
  ) {}

  make(patientId: string, email: string): string {
    return this.links.make(REMINDERS_LINK, patientId + this.tags.of(patientId, email));
  }

  open(token: string): ReminderToken | undefined {
    const subject = this.links.open(token, REMINDERS_LINK);
    if (subject === undefined) return undefined;
    const patientId = subject.slice(0, -TAG_CHARACTERS);
    const tag = subject.slice(-TAG_CHARACTERS);
    return { patientId, isFor: (email) => this.tags.isOf(tag, patientId, email) };
  }
}
