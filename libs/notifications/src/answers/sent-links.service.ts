import { Inject, Injectable } from '@nestjs/common';
import { LinkSecrets, SingleUseTokens } from '#identity';
import type { Patient } from '#patients';
import { CONFIG, type Config, type RequestContext, type Tx } from '#platform';
import { countryOf } from '../channels/sms.settings.js';
import { consentAddress } from '../consent/consent.rules.js';
import type { ConsentChannel } from '../consent/consent.types.js';
import { KINDS } from '../kinds/index.js';
import { MessageStore } from '../messages/message.store.js';
import { hasLeft } from '../messages/message.types.js';

/** Kinds whose link is used up: whoever has it first uses it. Links of other kinds are tied to the address itself. */
const ONCE = KINDS.all.filter((kind) => kind.recipient === 'patient' && kind.link?.opens !== undefined);
/** More than can be live at once. */
const MOST = 20;

/** What a message that went to a wrong address opens, opens nothing when the desk has corrected the address. */
@Injectable()
export class SentLinks {
  constructor(
    private readonly store: MessageStore,
    private readonly secrets: LinkSecrets,
    private readonly tokens: SingleUseTokens,
    @Inject(CONFIG) private readonly config: Pick<Config, 'smsUrl'>,
  ) {}

  async onPatientChange(tx: Tx, ctx: RequestContext, before: Patient, after: Patient): Promise<void> {
    const country = countryOf(this.config);
    const isOther = (channel: ConsentChannel, was: string | undefined, is = '') =>
      was !== undefined && consentAddress(channel, was, country) !== consentAddress(channel, is, country);
    const wrong: string[] = [];
    if (isOther('email', before.email, after.email)) wrong.push('email');
    if (isOther('sms', before.phone, after.phone)) wrong.push('sms');
    if (wrong.length === 0) return;
    for (const { key, link } of ONCE) {
      const messages = await this.store.list(tx, { patientId: after.id, kind: key, limit: MOST });
      // What has not left goes to the right address, with the link that it has.
      const sent = messages.filter((message) => hasLeft(message, ctx.now) && wrong.includes(message.channel));
      const secrets = sent.flatMap((message) => this.secrets.allOf(link!.purpose, link!.madeFor?.(message) ?? message.id));
      await this.tokens.revokeSecrets(tx, ctx, secrets);
    }
  }
}
