import { Injectable } from '@nestjs/common';
import type { ClinicSnapshot } from '#clinic';
import { Accounts } from '#identity';
import { PatientsService } from '#patients';
import type { Reader } from '#platform';
import type { Contact } from '../channels/channel.js';
import { knownKind } from '../kinds/index.js';
import type { DueMessage } from '../messages/message.types.js';
import { channelFor, DEFAULT_PREFERENCES, isPressing, type Preferences } from '../preferences/preference.rules.js';
import { PreferenceStore } from '../preferences/preference.store.js';

export interface Recipient extends Contact {
  givenName: string;
  language: 'en' | 'es';
  remindersOptedOut: boolean;
  /** What a practitioner has chosen, or the defaults. */
  preferences?: Preferences;
}

/** Somebody outside the clinic, and the patient for whose sake they are written to. */
export interface Outsider {
  name: string;
  email?: string;
  patientId: string;
}

/** Who a message goes to, as they are now. */
@Injectable()
export class Recipients {
  constructor(
    private readonly patients: PatientsService,
    private readonly preferences: PreferenceStore,
    private readonly accounts: Accounts,
  ) {}

  /** `outsiderOf` tells whom a message to a `referrer` is for. */
  async of(
    reader: Reader,
    messages: readonly DueMessage[],
    clinic: ClinicSnapshot,
    outsiderOf: (message: DueMessage) => Outsider | undefined,
  ): Promise<(message: DueMessage) => Recipient | undefined> {
    // A referrer is reached for a patient's sake: one of the demo has a referrer of the demo.
    const patientOf = (message: DueMessage) =>
      message.recipientType === 'referrer' ? outsiderOf(message)?.patientId : message.recipientId;
    const spokenOf = messages.filter((message) => message.recipientType !== 'practitioner').map(patientOf);
    const patients = await this.patients.byIds(reader, [...new Set(spokenOf.filter((id) => id !== undefined))]);
    const practitionerOf = await this.practitioners(reader, messages, clinic);
    return (message) => {
      if (message.recipientType === 'patient') return patientOn(patients.get(message.recipientId), message);
      if (message.recipientType === 'referrer') {
        const outsider = outsiderOf(message);
        return outsider && byMail(outsider.name, outsider.email, patients.get(outsider.patientId)?.demo === true);
      }
      return practitionerOf(message);
    };
  }

  /** Each message on the channel that they chose for its kind of news. */
  private async practitioners(
    reader: Reader,
    messages: readonly DueMessage[],
    clinic: ClinicSnapshot,
  ): Promise<(message: DueMessage) => Recipient | undefined> {
    const ids = [...new Set(messages.filter((message) => message.recipientType === 'practitioner').map((message) => message.recipientId))];
    const stored = await this.preferences.of(reader, ids);
    const accounts = await this.accounts.ofPractitioners(reader, ids);
    return (message) => {
      const practitioner = clinic.practitioners.get(message.recipientId);
      if (!practitioner) return undefined;
      const { id, displayName, email, phone, demo } = practitioner;
      const preferences = stored.get(id) ?? DEFAULT_PREFERENCES;
      if (knownKind(message)?.calendarOnly) return { ...byMail(displayName, email, demo), preferences };
      const zone = clinic.locations.get(message.locationId)?.timeZone;
      return {
        ...byMail(displayName, email, demo),
        phone,
        accountOf: accounts.has(id) ? id : undefined,
        preferredChannel: channelFor(preferences, zone !== undefined && isPressing(message, zone)),
        preferences,
      };
    };
  }
}

/** A calendar is brought up to date by mail, however they want to hear the news. */
function patientOn(patient: Recipient | undefined, message: DueMessage): Recipient | undefined {
  return patient && knownKind(message)?.calendarOnly ? { ...patient, phone: undefined, preferredChannel: 'email' } : patient;
}

function byMail(name: string, email: string | undefined, demo: boolean): Recipient {
  return { displayName: name, givenName: name, email, demo, preferredChannel: 'email', language: 'en', remindersOptedOut: false };
}
