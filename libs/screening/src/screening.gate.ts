import { Injectable } from '@nestjs/common';
import { addDays, eachDate, HOUR_MS, type Interval, type LocalDate, localDateOf, normalize, startOfDay } from '#kernel';
import type { Reader } from '#platform';
import type { BookingGate, BookingRequest, GateLeg, GateRequest, Overridable, Refusal, SearchConstraint, Verdict } from '#scheduling';
import { ScreeningStore } from './screening.store.js';
import { type InForce, ScreeningRules } from './settings/screening-rules.service.js';
import { judgeScreening, objectionsTo, type Objection, type ScreeningFacts } from './verdict.rules.js';

export const SCREENING_GATE = 'screening';

/** What is known of the patient, judged by what the clinic published. */
type GateFacts = ScreeningFacts & Pick<InForce, 'clearanceHours'> & { clinicConditions: InForce['conditions'] };

/** Nobody gets a massage that the screening forbids (I8). Undefined facts: the request has no massage, or no patient yet. */
@Injectable()
export class ScreeningGate implements BookingGate<GateFacts | undefined> {
  readonly key = SCREENING_GATE;

  constructor(
    private readonly store: ScreeningStore,
    private readonly rules: ScreeningRules,
  ) {}

  async load(reader: Reader, request: GateRequest): Promise<GateFacts | undefined> {
    if (request.patientId === undefined || !request.legs.some(isMassage)) return undefined;
    const facts = await this.store.factsOf(reader, request.patientId, localDateOf(request.now, request.timeZone));
    const { rules, clearanceHours, conditions } = await this.rules.ofVersion(reader, facts.settingsVersion);
    return { rules, clearanceHours, clinicConditions: conditions, ...facts };
  }

  constrain(facts: GateFacts | undefined, request: GateRequest): SearchConstraint {
    return facts ? constraintOf(facts, request) : {};
  }

  judge(facts: GateFacts | undefined, request: BookingRequest): Verdict[] {
    return facts ? verdictsOf(facts, request) : [];
  }
}

/** A tentative visit frees itself so many hours before; one that is sooner gives two hours to answer, at most until it begins. */
const SHORTEST_MS = 2 * HOUR_MS;

export function releaseOf(start: number, now: number, clearanceHours: number): number {
  return Math.max(start - clearanceHours * HOUR_MS, Math.min(now + SHORTEST_MS, start));
}

interface Words {
  detail: string;
  overridable: Overridable;
}

const WORDS: Record<Objection['code'] | 'referral-required', Words> = {
  'referral-required': { detail: 'For a condition of the intake a referral is needed.', overridable: 'clinician' },
  'screening-required': { detail: 'The health questions have no answers that still count.', overridable: true },
  'clearance-required': {
    detail: 'A provider has to give the go-ahead first. With acceptTentative it is booked until they answer.',
    overridable: true,
  },
  'do-not-treat': { detail: 'No massage can be given at this time.', overridable: 'clinician' },
  'area-not-allowed': { detail: 'No massage can be given on this area at this time.', overridable: true },
  'technique-not-allowed': { detail: 'This technique is not to be used at this time.', overridable: true },
};

/** Asked, not refused: the booking goes on once somebody has answered. */
const ASKS: readonly Objection['code'][] = ['screening-required', 'clearance-required'];

/** Some conditions are treated on a doctor's referral only. Whether that one is good is for the gate of referrals to say. */
export function needsReferral(conditions: readonly string[], clinicConditions: InForce['conditions'], referralId?: string): boolean {
  return referralId === undefined && clinicConditions.some((one) => one.requiresReferral && conditions.includes(one.code));
}

function missingReferral({ conditions, clinicConditions }: GateFacts, request: GateRequest): Refusal[] {
  return needsReferral(conditions, clinicConditions, request.referralId)
    ? [{ code: 'referral-required', pointer: '/referralId', ...WORDS['referral-required'] }]
    : [];
}

function verdictsOf(facts: GateFacts, request: BookingRequest): Verdict[] {
  const verdicts = new Map<string, Verdict>();
  for (const refusal of missingReferral(facts, request)) verdicts.set(refusal.code, { kind: 'refuse', ...refusal });
  const start = Math.min(...request.legs.map((leg) => leg.start));
  const today = localDateOf(request.now, request.timeZone);
  for (const leg of request.legs.filter(isMassage)) {
    const judgement = judgeScreening(facts, localDateOf(leg.start, request.timeZone), today);
    for (const { code, pointer } of objectionsTo(judgement, leg)) {
      const refusal: Refusal = { code, pointer, ...WORDS[code] };
      const mayWait = code === 'clearance-required' && start > request.now;
      const verdict: Verdict = mayWait
        ? { kind: 'tentative', until: releaseOf(start, request.now, facts.clearanceHours), ...refusal }
        : { kind: 'refuse', ...refusal };
      verdicts.set(`${code} ${pointer ?? ''}`, verdict);
    }
  }
  return [...verdicts.values()];
}

/** Days on which the same things stand against every massage of the search are one interval. */
function constraintOf(facts: GateFacts, request: GateRequest): SearchConstraint {
  const { timeZone, now } = request;
  const [refuse] = missingReferral(facts, request);
  if (refuse) return { refuse };
  const today = localDateOf(now, timeZone);
  const dates = request.dates ? eachDate(request.dates.from, request.dates.to) : [today];
  const massages = request.legs.filter(isMassage);
  // Without a "yes" no day differs from another.
  const isEvery = !Object.values(facts.screening?.answers ?? {}).some((given) => given.answer === 'yes');
  const ofDay = (date: LocalDate) => massages.flatMap((leg) => objectionsTo(judgeScreening(facts, date, today), leg));
  const days = isEvery
    ? [{ from: dates[0]!, to: dates.at(-1)!, objections: ofDay(dates[0]!) }]
    : dates.map((date) => ({ from: date, to: date, objections: ofDay(date) }));
  const span = ({ from, to }: { from: LocalDate; to: LocalDate }): Interval => ({
    start: startOfDay(from, timeZone),
    end: startOfDay(addDays(to, 1), timeZone),
  });
  const open = days.filter((day) => day.objections.every((one) => ASKS.includes(one.code)));
  if (open.length === 0) {
    const first = days[0]!.objections.find((one) => !ASKS.includes(one.code))!;
    return { refuse: { code: first.code, pointer: first.pointer, ...WORDS[first.code] } };
  }
  const requires = ASKS.flatMap((code) => {
    const asking = open.filter((day) => day.objections.some((one) => one.code === code));
    if (asking.length === 0) return [];
    return [asking.length === open.length ? { code } : { code, startsWithin: normalize(asking.map(span)) }];
  });
  return { startsWithin: open.length === days.length ? undefined : normalize(open.map(span)), requires };
}

function isMassage(leg: Pick<GateLeg, 'service'>): boolean {
  return leg.service.discipline === 'massage';
}
