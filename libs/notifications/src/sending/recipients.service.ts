import { Injectable } from '@nestjs/common';
import type { ClinicSnapshot } from '#clinic';
import { PatientsService } from '#patients';
import type { Reader } from '#platform';
import { RequestStore } from '#screening';
import type { Contact } from '../channels/channel.js';
import type { Message } from '../messages/message.types.js';

export interface Recipient extends Contact {
  givenName: string;
  language: 'en' | 'es';
  remindersOptedOut: boolean;
}

/** Who a message goes to, as they are now. */
@Injectable()
export class Recipients {
  constructor(
    private readonly patients: PatientsService,
    private readonly requests: RequestStore,
  ) {}

  async of(reader: Reader, messages: readonly Message[], clinic: ClinicSnapshot): Promise<(message: Message) => Recipient | undefined> {
    const toPatients = messages.filter((message) => message.recipientType === 'patient');
    const patients = await this.patients.byIds(reader, [...new Set(toPatients.map((message) => message.recipientId))]);
    const toReferrers = messages.filter((message) => message.recipientType === 'referrer');
    const requests = await this.requests.byIds(reader, [...new Set(toReferrers.map((message) => message.recipientId))]);
    const referrers = new Map(requests.map((request) => [request.id, request]));
    return (message) => {
      if (message.recipientType === 'patient') return patients.get(message.recipientId);
      if (message.recipientType === 'referrer') {
        const request = referrers.get(message.recipientId);
        return request && outsider(request.provider.name, request.provider.email, patients.get(request.patientId)?.demo === true);
      }
      const practitioner = clinic.practitioners.get(message.recipientId);
      if (!practitioner) return undefined;
      const { displayName, email, phone, demo } = practitioner;
      return {
        displayName,
        givenName: displayName,
        email,
        phone,
        demo,
        preferredChannel: 'email',
        language: 'en',
        remindersOptedOut: false,
      };
    };
  }
}

function outsider(name: string, email: string | undefined, demo: boolean): Recipient {
  return { displayName: name, givenName: name, email, demo, preferredChannel: 'email', language: 'en', remindersOptedOut: false };
}
