export const CONSENT_CHANNELS = ['email', 'sms'] as const;
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number];

/** `reminders`: what calls to mind. `all`: everything on that channel; a no to it counts for reminders too. */
export const CONSENT_PURPOSES = ['reminders', 'all'] as const;
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];

/** How it came to be known. `carrier`: the provider refuses the number because its owner told it to stop. */
export const CONSENT_SOURCES = ['desk', 'patient-text', 'unsubscribe-link', 'carrier', 'api'] as const;
export type ConsentSource = (typeof CONSENT_SOURCES)[number];

/** What is said about one address. */
export interface ConsentInput {
  /** A phone number or an e-mail address, as people write it. */
  address: string;
  channel: ConsentChannel;
  purpose: ConsentPurpose;
  given: boolean;
  source: ConsentSource;
  /** What they were told, or said; kept sealed. */
  wording?: string;
  /** On whose record it was said. */
  patientId?: string;
}

/** One entry of the ledger. The one with the highest version holds for its address, channel and purpose. */
export interface Consent extends ConsentInput {
  id: string;
  version: number;
  actorName: string;
  at: number;
}
