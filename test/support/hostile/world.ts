import fc from 'fast-check';
import type { Operation, Schema } from './description.js';
import { Late } from './values.js';

interface Leg {
  serviceId: string;
  practitionerId: string;
  roomId: string;
  start: string;
}

type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>;
type List<T> = { data: T[] };

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const KEPT = 400;

/** What exists on the server, so that requests can be about something; grows with what the run creates. */
export class World {
  /** Ids and codes, by the name of what they are. */
  private readonly known = new Map<string, string[]>();
  private options: Leg[][] = [];
  /** Leg ids by visit. */
  private readonly legsOf = new Map<string, string[]>();

  private constructor(
    private readonly call: Call,
    private readonly now: number,
    /** Somebody who can sign in, and the token of an open invitation. */
    private readonly account: { email: string; password: string; token?: string },
  ) {}

  static async of(call: Call, now: number, account: World['account']): Promise<World> {
    const world = new World(call, now, account);
    for (const kind of ['locations', 'rooms', 'services', 'practitioners', 'patients', 'referrals', 'messages']) {
      const list = await call<List<{ id: string; code?: string }>>('GET', `/${kind}?limit=60`);
      world.add(kind, ...list.data.map((one) => one.id));
    }
    for (const kind of ['techniques', 'areas']) {
      world.add(kind, ...(await call<List<{ code: string }>>('GET', `/${kind}`)).data.map((one) => one.code));
    }
    world.add('cursors', (await call<{ page: { next: string } }>('GET', '/patients?limit=1')).page.next, 'abc.def', 'x');
    await world.refresh();
    return world;
  }

  /** Looks again for free times and upcoming visits: a run uses them up. */
  async refresh(): Promise<void> {
    const [location] = this.known.get('locations')!;
    const search = (services: string[]) =>
      this.call<{ options: { legs: Leg[] }[] }>('POST', '/availability/search', {
        locationId: location,
        from: this.dateIn(1),
        to: this.dateIn(12),
        legs: services.map((code) => ({ serviceId: `svc_${code}` })),
        limit: 120,
      });
    const found = await Promise.all([search(['adjustment', 'spot-work']), search(['pt-session', 'spot-work']), search(['massage-30'])]);
    this.options = found.flatMap((one) => one.options.map((option) => option.legs));
    const visits = await this.call<List<{ id: string; legs: { id: string }[] }>>(
      'GET',
      `/visits?from=${this.dateIn(0)}&to=${this.dateIn(8)}&limit=60`,
    );
    for (const visit of visits.data) this.addVisit(visit);
  }

  dateIn(days: number): string {
    return new Date(this.now + days * DAY_MS).toISOString().slice(0, 10);
  }

  /** On a quarter of an hour, like real ones. */
  instantIn(quarters: number): string {
    return new Date(Math.ceil(this.now / QUARTER_MS) * QUARTER_MS + quarters * QUARTER_MS).toISOString().replace('.000Z', 'Z');
  }

  /** Values that exist for a field of this name; `undefined` when its schema says enough. */
  valuesFor(name: string, schema: Schema): fc.Arbitrary<unknown> | undefined {
    if (name === 'legs') return this.legs(schema.items?.$ref?.split('/').at(-1));
    if (name === 'legIds') return fc.nat(1).map((n) => new Late(({ id }) => this.legsOfVisit(id).slice(0, n + 1)));
    if (name === 'phone') return fc.constantFrom('+1 503 555 0142', '(503) 555-0142', '5035550142');
    // The messages' window takes instants and dates, which no format says.
    if (schema.maxLength === 40) return fc.nat(60).map((days) => this.dateIn(days));
    const kind = KIND_OF[name];
    return kind && schema.type === 'string' ? this.some(kind) : undefined;
  }

  /** A body that a rule beyond the schema accepts, for operations whose fields depend on each other. */
  exampleFor({ name }: Operation): fc.Arbitrary<unknown> | undefined {
    const day = fc.integer({ min: 60, max: 400 });
    const wholeDay = (days: number) => ({ fromDate: this.dateIn(days), toDate: this.dateIn(days) });
    const examples: Record<string, () => fc.Arbitrary<unknown>> = {
      'POST /api/v1/closures': () => day.map((n) => ({ locationId: this.known.get('locations')![0], ...wholeDay(n + 200) })),
      'POST /api/v1/practitioners/{practitionerId}/time-off': () => day.map(wholeDay),
      'POST /api/v1/api-keys': () => fc.constant({ name: 'made by the run', scopes: ['clinic:read'] }),
      'POST /api/v1/session': () => fc.constant({ email: this.account.email, password: this.account.password }),
      'POST /api/v1/session/setup/check': () => fc.constant({ token: this.account.token }),
      'POST /api/v1/users/invitations': () =>
        fc.uuid().map((id) => ({ email: `${id}@example.org`, displayName: 'Kim Example', role: 'coordinator' })),
      'PUT /api/v1/patients/{id}/screening': () => fc.constant({ answers: { osteoporosis: 'yes', surgery: 'no' } }),
      'POST /api/v1/patients/{id}/clearances': () => fc.boolean().map((given) => ({ by: { name: 'Dr. Example' }, given })),
      'PUT /api/v1/screening/rules': () => fc.constant({ rules: [] }),
      'POST /api/v1/visits': () => fc.record({ patientId: this.some('patients'), legs: this.legs('LegInput') }),
      'POST /api/v1/referrals': () =>
        this.some('patients').map((patientId) => ({ patientId, source: 'staff', referrer: { name: 'Dr. Example' }, reason: 'tight' })),
    };
    return examples[name]?.();
  }

  /** Values for the parameters in an address, which belong together. */
  pathOf(operation: Operation): fc.Arbitrary<Record<string, string>> {
    const names = operation.parameters.filter((one) => one.in === 'path').map((one) => one.name);
    const kind = operation.path.split('/')[3]!;
    // The others keep their hours, or nobody could be booked after a while.
    if (names.includes('practitionerId')) {
      return this.some('time-off').map((timeOffId) => ({ practitionerId: this.known.get('practitioners')!.at(-1)!, timeOffId }));
    }
    return fc.tuple(this.some(kind), fc.nat(3)).map(([id, n]) => {
      const legs = this.legsOfVisit(id);
      return Object.fromEntries(names.map((name) => [name, name === 'legId' ? legs[n % legs.length]! : id]));
    });
  }

  /** What a creation answered can be asked for from now on. */
  learn(operation: Operation, body: { id?: unknown; legs?: { id: string }[] }): void {
    const parts = operation.path.split('/');
    if (typeof body.id !== 'string') return;
    if (parts[3] === 'visits' && body.legs) this.addVisit({ id: body.id, legs: body.legs });
    else this.add(parts.at(-1)!, body.id);
  }

  private addVisit(visit: { id: string; legs: { id: string }[] }): void {
    const legs = visit.legs.map((leg) => leg.id);
    this.add('visits', visit.id);
    this.add('legs', ...legs);
    this.legsOf.set(visit.id, legs);
  }

  private add(kind: string, ...values: string[]): void {
    const list = this.known.get(kind) ?? [];
    list.push(...values);
    if (list.length > KEPT) list.splice(0, list.length - KEPT);
    this.known.set(kind, list);
  }

  private some(kind: string): fc.Arbitrary<string> {
    return fc.nat().map((n) => {
      const list = this.known.get(kind) ?? [];
      return list.length > 0 ? list[n % list.length]! : `${kind}_0`;
    });
  }

  private legsOfVisit(id: string | undefined): string[] {
    return this.legsOf.get(id ?? '') ?? ['leg_0'];
  }

  /** Legs that can be booked, searched for, or moved: each has fields of its own. */
  private legs(item: string | undefined): fc.Arbitrary<unknown> {
    const option = fc.nat().map((n) => this.options[n % this.options.length] ?? []);
    if (item === 'LegInput') return option;
    if (item === 'SearchLegInput') return option.map((legs) => legs.map(({ serviceId }) => ({ serviceId })));
    return option.map(
      (legs) => new Late(({ id }) => this.legsOfVisit(id).map((own, i) => ({ id: own, start: legs[i % legs.length]?.start }))),
    );
  }
}

const KIND_OF: Record<string, string> = {
  locationId: 'locations',
  roomId: 'rooms',
  serviceId: 'services',
  practitionerId: 'practitioners',
  clearanceFrom: 'practitioners',
  patientId: 'patients',
  referralId: 'referrals',
  holdId: 'holds',
  visitId: 'visits',
  movingVisitId: 'visits',
  legId: 'legs',
  timeOffId: 'time-off',
  technique: 'techniques',
  area: 'areas',
  code: 'areas',
  cursor: 'cursors',
};
