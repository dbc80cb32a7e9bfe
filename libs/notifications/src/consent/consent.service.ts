import { Inject, Injectable } from '@nestjs/common';
import { invalidField } from '#kernel';
import { CONFIG, type Config, type Reader, record, type RequestContext, type Tx } from '#platform';
import { countryOf } from '../channels/sms.settings.js';
import { consentAddress, Consents, entriesOf, isConsentChannel } from './consent.rules.js';
import { ConsentStore } from './consent.store.js';
import type { Consent, ConsentChannel, ConsentInput } from './consent.types.js';

/** An address as people write it, and the channel that it is on. */
type Way = { channel: string; address: string };

/** Who may be written to, where and what for: a ledger by address, asked whenever something is sent. */
@Injectable()
export class ConsentService {
  private readonly country: string;

  constructor(
    private readonly store: ConsentStore,
    @Inject(CONFIG) config: Pick<Config, 'smsUrl'>,
  ) {
    this.country = countryOf(config);
  }

  /** Adds what was said, in the caller's transaction. Empty when a machine has reported it before. */
  async record(tx: Tx, ctx: RequestContext, input: ConsentInput): Promise<Consent[]> {
    const address = consentAddress(input.channel, input.address, this.country);
    if (address === undefined) throw invalidField('/address', 'address-unusable', 'Nothing can be sent to this address.');
    // Of two that speak at once the second sees what the first said.
    await tx.lock([`consent:${address}`]);
    const states = (await this.store.states(tx, [address])).filter((state) => state.channel === input.channel);
    const added: Consent[] = [];
    for (const entry of entriesOf({ ...input, address }, states)) {
      const consent = await this.store.insert(tx, ctx, entry);
      const { channel, purpose, given, source } = consent;
      await record(tx, ctx, {
        kind: given ? 'consent.given' : 'consent.refused',
        subject: 'consent',
        id: consent.id,
        version: consent.version,
        facts: { channel, purpose, source },
      });
      added.push(consent);
    }
    return added;
  }

  /** Who said no, among many addresses: one query. */
  async of(reader: Reader, ways: readonly Way[]): Promise<Consents> {
    return new Consents(await this.store.states(reader, this.addressesOf(ways)), this.country);
  }

  /** What was said about these addresses or on this patient's record, newest first. */
  history(reader: Reader, patientId: string, ways: readonly Way[], limit: number): Promise<Consent[]> {
    return this.store.history(reader, patientId, this.addressesOf(ways), limit);
  }

  isUsable(channel: ConsentChannel, address: string): boolean {
    return consentAddress(channel, address, this.country) !== undefined;
  }

  private addressesOf(ways: readonly Way[]): string[] {
    const known = ways.map(({ channel, address }) =>
      isConsentChannel(channel) ? consentAddress(channel, address, this.country) : undefined,
    );
    return [...new Set(known.filter((address) => address !== undefined))];
  }
}
