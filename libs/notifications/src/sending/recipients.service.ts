import { Injectable } from '@nestjs/common';
import type { ClinicSnapshot } from '#clinic';
import { PatientsService } from '#patients';
import type { Reader } from '#platform';
import type { Contact } from '../channels/channel.js';
import type { Message } from '../messages/message.types.js';

export interface Recipient extends Contact {
  givenName: string;
  language: 'en' | 'es';
  remindersOptedOut: boolean;
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
  constructor(private readonly patients: PatientsService) {}

  /** `outsiderOf` tells whom a message to a `referrer` is for. */
  async of(
    reader: Reader,
    messages: readonly Message[],
    clinic: ClinicSnapshot,
    outsiderOf: (message: Message) => Outsider | undefined,
  ): Promise<(message: Message) => Recipient | undefined> {
    // A referrer is reached for a patient's sake: one of the demo has a referrer of the demo.
    const patientOf = (message: Message) => (message.recipientType === 'referrer' ? outsiderOf(message)?.patientId : message.recipientId);
    const spokenOf = messages.filter((message) => message.recipientType !== 'practitioner').map(patientOf);
    const patients = await this.patients.byIds(reader, [...new Set(spokenOf.filter((id) => id !== undefined))]);
    return (message) => {
      if (message.recipientType === 'patient') return patients.get(message.recipientId);
      if (message.recipientType === 'referrer') {
        const outsider = outsiderOf(message);
        return outsider && byMail(outsider.name, outsider.email, patients.get(outsider.patientId)?.demo === true);
      }
      const practitioner = clinic.practitioners.get(message.recipientId);
      if (!practitioner) return undefined;
      const { displayName, email, phone, demo } = practitioner;
      return { ...byMail(displayName, email, demo), phone };
    };
  }
}

function byMail(name: string, email: string | undefined, demo: boolean): Recipient {
  return { displayName: name, givenName: name, email, demo, preferredChannel: 'email', language: 'en', remindersOptedOut: false };
}
