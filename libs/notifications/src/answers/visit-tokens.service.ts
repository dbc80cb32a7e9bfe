import { Injectable } from '@nestjs/common';
import { SignedLinks } from '#identity';
import { AddressTags, TAG_CHARACTERS } from './address-tags.service.js';
import { VISIT_LINK } from './links.js';

/** Which visit a token is about, and whether one of the patient's addresses is still the one that it was sent to. */
export interface VisitToken {
  visitId: string;
  isFor(patientId: string, addresses: readonly string[]): boolean;
}

/** Tokens of links by which a patient answers: about a visit and an address. */
@Injectable()
export class VisitTokens {
  constructor(
    private readonly links: SignedLinks,
    private readonly tags: AddressTags,
  ) {}

  make(visitId: string, patientId: string, address: string): string {
    return this.links.make(VISIT_LINK, visitId + this.tags.of(patientId, address));
  }

  open(token: string): VisitToken | undefined {
    const subject = this.links.open(token, VISIT_LINK);
    if (subject === undefined) return undefined;
    const tag = subject.slice(-TAG_CHARACTERS);
    return {
      visitId: subject.slice(0, -TAG_CHARACTERS),
      isFor: (patientId, addresses) => addresses.some((address) => this.tags.isOf(tag, patientId, address)),
    };
  }
}
