import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { SmsProvider } from '#platform';
import { toGsm } from '../gsm.js';
import type { Delivery, Outgoing } from './channel.js';
import { deliveryOf } from './sms.rules.js';

/** `answerMs`: from the first byte to the last; `SEND_MS` is longer. */
const LIMITS = { connectMs: 8000, answerMs: 20_000 };
/** A connection that rested longer may have been given up at the other end, which would leave the next outcome unknown. */
const REST_MS = 3000;
const ANSWER_BYTES = 65_536;

interface Exchange {
  /** There was a connection, with TLS over it where it is wanted. */
  connected: boolean;
  /** All of the request was handed over, perhaps to a connection that only comes about. */
  finished: boolean;
  status?: number;
  body: string;
  retryAfter?: string;
  /** Why there is no answer. */
  failure?: string;
}

/** Texts over the API of Twilio, or of who speaks its protocol. */
export class SmsTransport {
  private readonly agent: HttpAgent | HttpsAgent;
  private readonly endpoint: URL;

  constructor(
    private readonly provider: SmsProvider,
    private readonly publicUrl: string,
    atOnce: number,
    private readonly limits = LIMITS,
  ) {
    this.endpoint = new URL(`${provider.base}/2010-04-01/Accounts/${provider.accountSid}/Messages.json`);
    const Agent = this.endpoint.protocol === 'https:' ? HttpsAgent : HttpAgent;
    this.agent = new Agent({ keepAlive: true, maxSockets: atOnce, maxFreeSockets: atOnce, timeout: REST_MS });
  }

  async send(message: Outgoing): Promise<Delivery> {
    const { sender } = this.provider;
    const form = new URLSearchParams({
      To: message.address,
      ...('from' in sender ? { From: sender.from } : { MessagingServiceSid: sender.service }),
      Body: toGsm(message.body),
    });
    const callback = statusCallbackOf(this.publicUrl, message.id);
    if (callback !== undefined) form.set('StatusCallback', callback);
    const exchange = await this.exchange(form.toString());
    // With both the request has left: whatever happened from then on, the provider may have it.
    return deliveryOf({ ...exchange, written: exchange.connected && exchange.finished });
  }

  close(): void {
    this.agent.destroy();
  }

  private exchange(form: string): Promise<Exchange> {
    const { accountSid, authToken } = this.provider;
    const exchange: Exchange = { connected: false, finished: false, body: '' };
    return new Promise((resolve) => {
      const request = (this.endpoint.protocol === 'https:' ? httpsRequest : httpRequest)(this.endpoint, {
        method: 'POST',
        agent: this.agent,
        auth: `${accountSid}:${authToken}`,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(form),
          accept: 'application/json',
        },
      });
      const stop = limitTime(request, exchange, this.limits);
      request.on('finish', () => (exchange.finished = true));
      request.on('response', (response) => read(response, exchange));
      request.on('error', (error: Error & { code?: string }) => (exchange.failure ??= (error.code ?? 'error').toLowerCase()));
      request.on('close', () => {
        stop();
        resolve(exchange);
      });
      request.end(form);
    });
  }
}

/** Reports about a text find the message by it. A provider cannot reach a server that only this machine can. */
function statusCallbackOf(publicUrl: string, id: string): string | undefined {
  const { hostname } = new URL(publicUrl);
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return isLocal ? undefined : `${publicUrl}/api/v1/sms/status?message=${id}`;
}

function limitTime(request: ClientRequest, exchange: Exchange, { connectMs, answerMs }: typeof LIMITS): () => void {
  const end = () => {
    exchange.failure ??= 'timeout';
    request.destroy();
  };
  const connecting = setTimeout(end, connectMs);
  const answering = setTimeout(end, answerMs);
  const connected = () => {
    exchange.connected = true;
    clearTimeout(connecting);
  };
  request.on('socket', (socket) => {
    if (!socket.connecting) return connected();
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
  });
  return () => {
    clearTimeout(connecting);
    clearTimeout(answering);
  };
}

function read(response: IncomingMessage, exchange: Exchange): void {
  exchange.status = response.statusCode;
  exchange.retryAfter = response.headers['retry-after'];
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    exchange.body += chunk;
    if (exchange.body.length > ANSWER_BYTES) response.destroy();
  });
  // The status has been said already: what becomes of the rest decides nothing.
  response.on('error', () => undefined);
}
