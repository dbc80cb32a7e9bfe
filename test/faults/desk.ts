import { pause } from '../support/built-server.js';

interface Leg {
  serviceId: string;
  practitionerId: string;
  roomId: string;
  start: string;
  end: string;
}

export interface Acknowledged {
  id: string;
  patient: { id: string };
  legs: Leg[];
}

/** Longer than the slowest start of a killed server takes on a busy machine. */
const ANSWER_MS = 180_000;

/** A coordinator who books pairs without pause and repeats with the same key what was not answered. */
export class Desk {
  readonly acknowledged: Acknowledged[] = [];
  readonly unexpected: string[] = [];
  /** Nothing is left to book: what is disturbed from now on is idle. */
  ranOut = false;
  private stopped = false;
  private readonly work: Promise<void>[] = [];

  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** Starts `count` clients on their shares of the options. */
  start(patients: readonly string[], options: readonly { legs: Leg[] }[], count: number): void {
    for (let client = 0; client < count; client++) {
      const share = options.filter((_, i) => i % count === client);
      this.work.push(this.client(patients[client]!, share, client));
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.work);
  }

  private async client(patientId: string, options: readonly { legs: Leg[] }[], client: number): Promise<void> {
    for (const [i, option] of options.entries()) {
      if (this.stopped) return;
      await this.book(patientId, option.legs, `client-${client}-${i}-${patientId}`);
    }
    this.ranOut = true;
  }

  private async book(patientId: string, legs: Leg[], idempotencyKey: string): Promise<void> {
    const end = performance.now() + ANSWER_MS;
    while (performance.now() < end) {
      try {
        const response = await this.call('POST', '/visits', { patientId, legs }, { 'idempotency-key': idempotencyKey });
        if (response.status === 201) return void this.acknowledged.push((await response.json()) as Acknowledged);
        if (response.status === 409 || response.status === 422) return;
        if (response.status < 500 || response.status === 500)
          return void this.unexpected.push(`${response.status} ${await response.text()}`);
      } catch {
        // The server is down: the same key again.
      }
      await pause(50);
    }
    this.unexpected.push(`no answer in ${ANSWER_MS / 1000} s`);
  }

  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }
}

/** Some 40 of a day's pairs can be booked: enough for 100 kills. */
const MOST_DAYS = 250;
const DAYS = 30;
const DAYS_PER_TIME = 6;

/** Patients, and many pairs of the next months in a mixed order; the more, the more `times` they are disturbed. */
export async function prepare(desk: Desk, clients: number, times: number): Promise<{ patients: string[]; options: { legs: Leg[] }[] }> {
  const patients: string[] = [];
  const questions = (await (await desk.call('GET', '/screening/questions')).json()) as { data: { key: string }[] };
  const answers = Object.fromEntries(questions.data.map(({ key }) => [key, 'no']));
  for (let i = 0; i < clients; i++) {
    const made = await desk.call('POST', '/patients', { givenName: 'Fault', familyName: `Test ${i}`, email: `fault${i}@example.org` });
    const { id } = (await made.json()) as { id: string };
    await desk.call('PUT', `/patients/${id}/screening`, { answers });
    patients.push(id);
  }
  const options: { legs: Leg[] }[] = [];
  const days = Math.min(MOST_DAYS, DAYS + DAYS_PER_TIME * times);
  for (let day = 7; day < 7 + days; day++) {
    const date = new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10);
    const legs = [{ serviceId: 'svc_adjustment' }, { serviceId: 'svc_spot-work' }];
    const found = await desk.call('POST', '/availability/search', { locationId: 'loc_cedar', from: date, to: date, legs, limit: 200 });
    options.push(...((await found.json()) as { options: { legs: Leg[] }[] }).options);
  }
  // Not in order of time, so that clients meet on resources.
  return {
    patients,
    options: options
      .map((option, i) => ({ option, at: (i * 7919) % options.length }))
      .sort((a, b) => a.at - b.at)
      .map((one) => one.option),
  };
}
