import type { Config } from '#platform';

/** Whom a channel may reach, and how they want to be reached. */
export interface Contact {
  displayName: string;
  email?: string;
  phone?: string;
  /** The id of a practitioner who can sign in. */
  accountOf?: string;
  /** Key of a channel; another one serves when it is not built or has no address for them. */
  preferredChannel: string;
  /** A person of the demo clinic: nobody real may receive what is theirs. */
  demo: boolean;
}

/** What a channel carries. `id` is stable over retries: receivers can recognise a repetition by it. */
export interface Outgoing {
  id: string;
  /** From 1. */
  attempt: number;
  to: Contact;
  address: string;
  /** The clinic's name. */
  fromName: string;
  subject: string;
  body: string;
  /** It upsets somebody's today or tomorrow. */
  urgent?: boolean;
  /** Address to which one press, without a cookie or a page, stops messages like this one (RFC 8058). */
  unsubscribe?: string;
  /** An invitation beside the text (RFC 6047). */
  calendar?: { method: 'REQUEST' | 'CANCEL'; content: string };
}

/**
 * `retry`: try again later. `unknown`: it may have arrived, so try again much later. `give-up`: the provider refuses this
 * address or message for good. `opted-out`: this address has told the provider to stop. A reason is a code for people: never
 * an address, never a provider's own words. `providerId` names the message where the provider reports about it later.
 * `outage`: it was not about this message: nobody answered, or what we are to the provider was refused; several in a row suspend the
 * channel. `perhaps`: it may have been about this address alone, which therefore counts once however often it is tried.
 */
export type Delivery =
  | { kind: 'sent'; providerId?: string }
  /** `retryAfterMs`: the provider asks for at least this much patience. */
  | { kind: 'retry'; reason: string; outage?: boolean | 'perhaps'; retryAfterMs?: number }
  | { kind: 'unknown' | 'give-up' | 'opted-out'; reason: string };

/** What a channel may know of the settings. */
export type ChannelConfig = Pick<Config, 'dataDir' | 'publicUrl' | 'smtpUrl' | 'dkim' | 'smsUrl' | 'demoMessages'>;

/** What a channel may know of its surroundings when it opens. */
export interface ChannelEnvironment {
  config: ChannelConfig;
  now: () => number;
  /** How many of this channel's messages a process sends at once. */
  atOnce: number;
}

export interface OpenChannel {
  /** Never rejects for a provider's sake, and always ends within `SEND_MS`. */
  send(message: Outgoing): Promise<Delivery>;
  close(): Promise<void>;
}

/** A way to reach people: one file, and its name in `channels/index.ts`. */
export interface Channel {
  readonly key: string;
  readonly label: string;
  /** `mail`: a subject and paragraphs. `text`: one short text of at most 160 characters of the GSM alphabet. */
  readonly format: 'mail' | 'text';
  /** It takes `unsubscribe` and `calendar` beside the text. */
  readonly carriesMore?: boolean;
  /** It wakes people up: quiet hours bind all of its messages, not only reminders. */
  readonly obeysQuietHours: boolean;
  /** `undefined`: this person cannot be reached here, or nobody can with these settings. */
  addressOf(contact: Contact, config: ChannelConfig): string | undefined;
  open(environment: ChannelEnvironment): OpenChannel;
  /** Its provider is named in the settings; absent: it needs none. */
  isSetUp?(config: ChannelConfig): boolean;
  /** How many messages a second its provider takes, over all processes; absent: it does not say. */
  perSecond?(config: Config): number | undefined;
}

/** Longer than a healthy provider takes, and short enough that a send always ends inside its worker's lease. */
export const SEND_MS = 25_000;

/** A channel as an object of its own; exists so that a definition is checked where it is written. */
export function defineChannel(channel: Channel): Channel {
  return channel;
}
