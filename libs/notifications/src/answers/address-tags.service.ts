import { Injectable } from '@nestjs/common';
import { LinkSecrets } from '#identity';
import { REMINDERS_LINK } from './links.js';

/** 40 bits: they tell addresses of one patient apart. What makes a link unguessable is its MAC. */
export const TAG_CHARACTERS = 8;
/** The same people are written to again and again, and a tag takes as long as the rest of a link. */
const MOST_KEPT = 10_000;

/**
 * What a link says of the address that it was sent to: when the desk has corrected the address since, whoever has the wrong one
 * must neither silence the patient nor answer for them.
 */
@Injectable()
export class AddressTags {
  private readonly kept = new Map<string, string>();

  constructor(private readonly secrets: LinkSecrets) {}

  /** Under the key of the first links that had one, so that those go on working. */
  of(patientId: string, address: string): string {
    const key = `${patientId} ${address}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    const tag = tagOf(this.secrets.of(REMINDERS_LINK.key, subjectOf(patientId, address)));
    this.kept.set(key, tag);
    return tag;
  }

  /** Under the key of today or an older one. */
  isOf(tag: string, patientId: string, address: string): boolean {
    return this.secrets.allOf(REMINDERS_LINK.key, subjectOf(patientId, address)).some((secret) => tagOf(secret) === tag);
  }
}

/** With the patient: one address has another tag for each, so that a link tells nothing of others who share it. */
function subjectOf(patientId: string, address: string): string {
  return `${patientId} ${address.trim().normalize('NFC').toLowerCase()}`;
}

function tagOf(secret: string): string {
  return secret.slice(0, TAG_CHARACTERS);
}
