import { Logger } from '@nestjs/common';
import { type ClinicSnapshot, clinicZone } from '#clinic';
import { DomainError } from '#kernel';
import { errorCode } from '#platform';
import type { Message } from '../messages/message.types.js';
import type { MessageFacts } from './message-facts.service.js';

type Asked = Pick<Message, 'id'>;

/**
 * What messages are shown with. One that breaks whatever asks about it (its kind or its place is not of this version) is shown
 * with what its row says; it hides no other, and keeps nobody from dealing with it.
 */
export class ShownFacts {
  private readonly logger = new Logger('messages');
  private readonly broken = new Set<string>();

  /** `found`: the facts of each message, by its id; those about which none can be read are left out. */
  constructor(
    private readonly clinic: Pick<ClinicSnapshot, 'locations'>,
    private readonly found: ReadonlyMap<string, MessageFacts>,
  ) {}

  /** What the facts answer about a message; `otherwise` when that breaks. */
  ask<T, U>(message: Asked, question: (facts: MessageFacts) => T, otherwise: U): T | U {
    const facts = this.found.get(message.id);
    if (!facts) return otherwise;
    try {
      return question(facts);
    } catch (error) {
      if (!this.broken.has(message.id)) this.logger.warn(`message ${message.id} cannot be shown in full: ${errorCode(error)}`);
      this.broken.add(message.id);
      return otherwise;
    }
  }

  /** Its location is one of this clinic. */
  knows(message: Pick<Message, 'locationId'>): boolean {
    return this.clinic.locations.has(message.locationId);
  }

  /** Of its location; of the clinic when that is gone. */
  zoneOf(message: Pick<Message, 'locationId'>): string {
    return this.clinic.locations.get(message.locationId)?.timeZone ?? clinicZone(this.clinic);
  }
}

/** Of the database, and no single message's fault: after it a transaction keeps nothing, so it must not be passed over. */
export function isOfDatabase(error: unknown): boolean {
  if (error instanceof DomainError) return error.kind === 'unavailable';
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: unknown };
  // Node's own errors have codes, too: `ERR_…` is what a function says of its argument.
  return driverError !== undefined || (code !== undefined && !String(code).startsWith('ERR_'));
}
