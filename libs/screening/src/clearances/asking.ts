import { Injectable } from '@nestjs/common';
import type { Reader, RequestContext, Tx } from '#platform';
import type { Visit } from '#scheduling';
import type { Provider } from '../screening.types.js';
import type { ClearanceRequest } from './request.store.js';

/** Names who sent the patient, if anybody did: registered by the lib that keeps referrals. */
export type ReferrerSource = (reader: Reader, visit: Visit) => Promise<Provider | undefined>;

/** Hears that a provider is to be asked, inside the transaction: registered by the lib that sends messages. */
export type RequestListener = (tx: Tx, ctx: RequestContext, request: ClearanceRequest, visit: Visit) => Promise<void>;

/** The extension points of screening. Libs to the right register at module start. */
@Injectable()
export class ScreeningExtensions {
  referrer?: ReferrerSource;
  readonly requestListeners: RequestListener[] = [];
}
