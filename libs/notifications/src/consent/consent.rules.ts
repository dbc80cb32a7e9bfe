import { e164 } from '../phone.rules.js';
import type { Consent, ConsentChannel, ConsentInput, ConsentPurpose } from './consent.types.js';

/** What holds for one address, channel and purpose. */
export type ConsentState = Pick<Consent, 'address' | 'channel' | 'purpose' | 'given' | 'version'>;

/** One spelling for each address; `undefined` when nothing can be sent there. */
export function consentAddress(channel: ConsentChannel, address: string, country: string): string | undefined {
  if (channel === 'sms') return e164(address, country);
  const mail = address.trim().normalize('NFC').toLowerCase();
  return mail.includes('@') ? mail : undefined;
}

/** Who said no where. Whoever gave an address and said nothing may be written to. */
export class Consents {
  private readonly refused: ReadonlySet<string>;
  private readonly given: ReadonlySet<string>;

  constructor(
    states: readonly ConsentState[],
    private readonly country: string,
  ) {
    this.given = new Set(states.filter((state) => state.given).map((state) => keyOf(state.channel, state.address, state.purpose)));
    this.refused = new Set(states.filter((state) => !state.given).map((state) => keyOf(state.channel, state.address, state.purpose)));
  }

  /** Somebody has recorded that they want it. */
  gives(channel: string, address: string, purpose: ConsentPurpose): boolean {
    const known = isConsentChannel(channel) ? consentAddress(channel, address, this.country) : undefined;
    if (known === undefined) return false;
    return this.given.has(keyOf(channel, known, 'all')) || this.given.has(keyOf(channel, known, purpose));
  }

  refuses(channel: string, address: string, purpose: ConsentPurpose): boolean {
    // Nearly always nobody of a batch has.
    if (this.refused.size === 0 || !isConsentChannel(channel)) return false;
    const known = consentAddress(channel, address, this.country);
    if (known === undefined) return false;
    return this.refused.has(keyOf(channel, known, 'all')) || (purpose === 'reminders' && this.refused.has(keyOf(channel, known, purpose)));
  }
}

export function isConsentChannel(channel: string): channel is ConsentChannel {
  return channel === 'email' || channel === 'sms';
}

/**
 * The entries that a statement makes. What a machine reports twice is one entry; what a person records is always one. A yes
 * to everything lifts an earlier no to reminders, or it would be none; but a text that says START lifts a STOP and nothing else.
 */
export function entriesOf(input: ConsentInput, states: readonly ConsentState[]): (ConsentInput & { version: number })[] {
  const latest = (purpose: ConsentPurpose) => states.find((state) => state.purpose === purpose);
  const next = (purpose: ConsentPurpose) => ({ ...input, purpose, version: (latest(purpose)?.version ?? 0) + 1 });
  const byPerson = input.source === 'desk' || input.source === 'api';
  const byText = input.source === 'patient-text' && input.given;
  const isNews = byText ? latest(input.purpose)?.given === false : byPerson || latest(input.purpose)?.given !== input.given;
  const entries = isNews ? [next(input.purpose)] : [];
  if (!byText && input.given && input.purpose === 'all' && latest('reminders')?.given === false) entries.push(next('reminders'));
  return entries;
}

function keyOf(channel: string, address: string, purpose: string): string {
  return `${channel} ${purpose} ${address}`;
}
