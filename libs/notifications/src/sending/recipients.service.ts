import { Injectable } from '@nestjs/common';
import type { ClinicSnapshot } from '#clinic';
import { PatientsService } from '#patients';
import type { Reader } from '#platform';
import { RequestStore } from '#screening';
import type { Contact } from '../channels/channel.js';
import { isAboutVisit, type Message } from '../messages/message.types.js';
import type { OtherTopic } from './other-topics.service.js';

export interface Recipient extends Contact {
  givenName: string;
  language: 'en' | 'es';
  remindersOptedOut: boolean;
}

/** Somebody outside the clinic, and the patient for whose sake they are written to. */
interface Outsider {
  name: string;
  email?: string;
  patientId: string;
}

/** Who a message goes to, as they are now. */
@Injectable()
export class Recipients {
  constructor(
    private readonly patients: PatientsService,
    private readonly requests: RequestStore,
  ) {}

  async of(
    reader: Reader,
    messages: readonly Message[],
    clinic: ClinicSnapshot,
    topicOf: (message: Message) => OtherTopic | undefined,
  ): Promise<(message: Message) => Recipient | undefined> {
    const outsiders = await this.outsiders(reader, messages, topicOf);
    const toPatients = messages.filter((message) => message.recipientType === 'patient').map((message) => message.recipientId);
    const spokenOf = [...outsiders.values()].map((outsider) => outsider.patientId);
    const patients = await this.patients.byIds(reader, [...new Set([...toPatients, ...spokenOf])]);
    return (message) => {
      if (message.recipientType === 'patient') return patients.get(message.recipientId);
      if (message.recipientType === 'referrer') {
        const outsider = outsiders.get(message.recipientId);
        // A patient of the demo has a referrer of the demo.
        return outsider && byMail(outsider.name, outsider.email, patients.get(outsider.patientId)?.demo === true);
      }
      const practitioner = clinic.practitioners.get(message.recipientId);
      if (!practitioner) return undefined;
      const { displayName, email, phone, demo } = practitioner;
      return { ...byMail(displayName, email, demo), phone };
    };
  }

  /** By recipient id: that of the clearance request or of the report. */
  private async outsiders(
    reader: Reader,
    messages: readonly Message[],
    topicOf: (message: Message) => OtherTopic | undefined,
  ): Promise<Map<string, Outsider>> {
    const toOutsiders = messages.filter((message) => message.recipientType === 'referrer');
    const asked = toOutsiders.filter(isAboutVisit).map((message) => message.recipientId);
    const outsiders = new Map<string, Outsider>();
    for (const { id, provider, patientId } of await this.requests.byIds(reader, [...new Set(asked)])) {
      outsiders.set(id, { name: provider.name, email: provider.email, patientId });
    }
    for (const message of toOutsiders) {
      const topic = topicOf(message);
      if (topic) outsiders.set(message.recipientId, { ...topic.referrer, patientId: topic.patientId });
    }
    return outsiders;
  }
}

function byMail(name: string, email: string | undefined, demo: boolean): Recipient {
  return { displayName: name, givenName: name, email, demo, preferredChannel: 'email', language: 'en', remindersOptedOut: false };
}
