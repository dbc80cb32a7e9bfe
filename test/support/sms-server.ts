import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHmac } from 'node:crypto';

export const ACCOUNT = 'AC0123456789abcdef0123456789abcdef';
export const TOKEN = 'correct-horse-battery';

/** A text as the server took it. */
export interface TakenText {
  sid: string;
  To: string;
  From?: string;
  MessagingServiceSid?: string;
  Body: string;
  StatusCallback?: string;
}

/** What it does with a request instead of taking it. */
export type Misbehaviour = (response: ServerResponse, request: IncomingMessage) => void;

/** A provider of texts that speaks the documented protocol of Twilio's Messages resource, on this machine. */
export class SmsServer {
  readonly taken: TakenText[] = [];
  /** Requests by what they ask for, also those that it refused. */
  readonly requests: { method: string; url: string; contentType?: string }[] = [];
  connections = 0;
  misbehave?: Misbehaviour;

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<SmsServer> {
    const server = createServer((request, response) => void own.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const own = new SmsServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('connection', () => own.connections++);
    return own;
  }

  /** SMS_URL for it. */
  url(query = 'from=%2B15035550100', credentials = `${ACCOUNT}:${TOKEN}`): string {
    return `${this.origin.replace('//', `//${credentials}@`)}?${query}`;
  }

  /** The error that the documentation names, in its form. */
  static refusal(status: number, code: number, headers: Record<string, string> = {}): Misbehaviour {
    return (response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ code, message: 'No.', more_info: `https://www.twilio.com/docs/errors/${code}`, status }));
    };
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests.push({ method: request.method!, url: request.url!, contentType: request.headers['content-type'] });
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (this.misbehave) return this.misbehave(response, request);
    const authorization = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`;
    if (request.headers.authorization !== authorization) return SmsServer.refusal(401, 20003)(response, request);
    if (request.method !== 'POST' || request.url !== `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`)
      return SmsServer.refusal(404, 20404)(response, request);
    const fields = Object.fromEntries(new URLSearchParams(body)) as Record<string, string>;
    if (!fields['To']) return SmsServer.refusal(400, 21604)(response, request);
    if (!/^\+[1-9]\d{6,14}$/.test(fields['To'])) return SmsServer.refusal(400, 21211)(response, request);
    if (!fields['From'] && !fields['MessagingServiceSid']) return SmsServer.refusal(400, 21603)(response, request);
    if (!fields['Body']) return SmsServer.refusal(400, 21602)(response, request);
    const sid = `SM${String(this.taken.length + 1).padStart(32, '0')}`;
    this.taken.push({ ...(fields as unknown as TakenText), sid });
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ sid, account_sid: ACCOUNT, status: 'queued', error_code: null, error_message: null, to: fields['To'] }));
  }
}

/** Calls the application as the provider does. It signs the public address, whatever the request really goes to. */
export async function providerPosts(
  url: string,
  publicUrl: string,
  path: string,
  fields: Record<string, string>,
  token = TOKEN,
): Promise<{ status: number; body: string; type: string | null }> {
  const signed = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = publicUrl + path + signed.map((field) => field.join('')).join('');
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'x-twilio-signature': createHmac('sha1', token).update(text).digest('base64') },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, body: await response.text(), type: response.headers.get('content-type') };
}
