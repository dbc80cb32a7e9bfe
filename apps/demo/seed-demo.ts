import { readFileSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { ClinicService, demoClinicFile, type ClinicSnapshot } from '#clinic';
import { addDays, DAY_MS, DomainError, eachDate, HOUR_MS, localDateOf, MINUTE_MS } from '#kernel';
import { MessagesService } from '#notifications';
import { PatientsService, type Patient } from '#patients';
import { ChangeFeed, Database, systemContext, type RequestContext } from '#platform';
import { ReferralsService } from '#referrals';
import { VisitsService } from '#scheduling';
import { ClearanceService, RULES, ScreeningService } from '#screening';
import type { Opened } from '../composition.js';
import { dayPlan, type PlannedVisit } from './day-plan.js';
import { person } from './people.js';
import { Random } from './random.js';
import { addWaitingReferrals } from './waiting-referrals.js';

const PEOPLE = 240;
const REFERRALS = 70;
const DAYS_BEFORE = 6;
const DAYS_AFTER = 8;
const SEED = 20_261_123;
/** On SQLite as many as one commit takes; on PostgreSQL fewer than there are connections, so that none waits for one. */
const TOGETHER = { sqlite: 64, postgres: 10 };

/** Makes the demo clinic in an empty database when the settings ask for it; says whether it did. */
export async function seedDemoIfWanted(
  app: INestApplicationContext,
  parts: Pick<Opened, 'config' | 'database' | 'clock'>,
): Promise<boolean> {
  if (parts.config.demo === false) return false;
  const used = await parts.database.reader.get('select 1 as one from location limit 1');
  if (used) return false;
  await seedDemo(app, parts.clock.now());
  return true;
}

/** Cedar Spine & Rehab with a fortnight of visits, referrals and messages around `now`; the same for the same day. */
export async function seedDemo(app: INestApplicationContext, now: number): Promise<void> {
  const clinic = app.get(ClinicService);
  const ctx = systemContext('demo', now - 30 * 24 * HOUR_MS);
  await clinic.applyFile(ctx, readFileSync(demoClinicFile(), 'utf8'), { demo: true });
  const snapshot = await clinic.snapshot();
  const location = [...snapshot.locations.values()][0]!;
  const random = new Random(SEED);
  const people = await addPeople(app, ctx, random);
  const referrals = await addReferrals(app, ctx, snapshot, people, random);
  const today = localDateOf(now, location.timeZone);
  const together = TOGETHER[app.get(Database).dialect];
  for (let i = 0; i < people.length; i += together) {
    await Promise.all(people.slice(i, i + together).map((patient, n) => answerQuestions(app, ctx, patient, i + n)));
  }
  for (const date of eachDate(addDays(today, -DAYS_BEFORE), addDays(today, DAYS_AFTER))) {
    const plan = dayPlan({ snapshot, location, date, people, referrals, random });
    for (let i = 0; i < plan.length; i += together) {
      await Promise.all(plan.slice(i, i + together).map((visit) => playVisit(app, visit, now)));
    }
  }
  // Of people without a referral so far.
  const others = people.filter((one) => !referrals.has(one.id));
  await addWaitingReferrals(app, now, snapshot, others);
  await app.get(MessagesService).settleDemo(now);
  await app.get(ChangeFeed).seal();
}

function addPeople(app: INestApplicationContext, ctx: RequestContext, random: Random): Promise<Patient[]> {
  const patients = app.get(PatientsService);
  return app.get(Database).run(async (tx) => {
    const people: Patient[] = [];
    for (let i = 0; i < PEOPLE; i++) people.push(await patients.add(tx, ctx, person(random, i), true));
    return people;
  });
}

/** Of every fifty people: what one answers "yes" to. One more has not been asked, everybody else is clear. */
const ANSWERS: Record<number, { key: string; details?: Record<string, unknown>; isCleared?: boolean }> = {
  7: { key: 'blood-thinners', isCleared: true },
  13: { key: 'skin-lesion', details: { areas: ['jaw'] } },
  21: { key: 'osteoporosis' },
  33: { key: 'pregnancy', details: { stage: 'later' } },
};
const NOT_ASKED = 41;

async function answerQuestions(app: INestApplicationContext, ctx: RequestContext, patient: Patient, index: number): Promise<void> {
  const nth = index % 50;
  if (nth === NOT_ASKED) return;
  const yes = ANSWERS[nth];
  const answers = Object.fromEntries(RULES.map(({ key }) => [key, key === yes?.key ? 'yes' : 'no']));
  await app.get(ScreeningService).put(ctx, patient.id, { answers, details: yes?.details && { [yes.key]: yes.details } });
  if (yes?.isCleared) {
    await app.get(ClearanceService).create(ctx, patient.id, { name: 'Dr. Fictional Example', role: 'physician' }, { given: true });
  }
}

/** By patient id. */
async function addReferrals(
  app: INestApplicationContext,
  ctx: RequestContext,
  snapshot: ClinicSnapshot,
  people: readonly Patient[],
  random: Random,
): Promise<Map<string, string>> {
  const service = app.get(ReferralsService);
  const hosts = [...snapshot.practitioners.values()].filter((one) => one.discipline !== 'massage');
  const reasons = ['Tight shoulders after desk work', 'Low back stiffness', 'Neck tension', 'Calf tightness after running'];
  const areas = ['shoulder', 'low-back', 'neck', 'calf'];
  const referrals = new Map<string, string>();
  for (let i = 0; i < REFERRALS; i++) {
    const patient = people[i * 3]!;
    const topic = random.below(reasons.length);
    const outcome = await service.create(ctx, {
      patientId: patient.id,
      source: 'staff',
      referrer:
        i % 5 === 0
          ? { name: 'Dr. Fictional Example', organization: 'Example Family Practice', email: 'practice@example.org' }
          : { practitionerId: random.pick(hosts).id },
      reason: reasons[topic]!,
      conditions: [],
      areas: [{ code: areas[topic]! }],
      techniques: random.chance(0.4) ? ['passive-resistive-stretching'] : ['trigger-point'],
      visitsAuthorized: 6 + random.below(7),
      validFrom: localDateOf(ctx.now, 'UTC'),
      validUntil: addDays(localDateOf(ctx.now, 'UTC'), 150),
    });
    referrals.set(patient.id, outcome.body.id);
  }
  return referrals;
}

/** While the desk was open, and at least an hour ago: what lies far ahead was booked within the last few days. */
function whenBooked({ legs, leadDays, leadMinutes }: PlannedVisit, now: number): number {
  const atThatTime = legs[0]!.start + leadMinutes * MINUTE_MS;
  const latest = Math.ceil((atThatTime - (now - HOUR_MS)) / DAY_MS);
  return atThatTime - Math.max(leadDays, latest + (leadDays % 3)) * DAY_MS;
}

/** Books as the desk would have, some days earlier, and lets the past happen. */
async function playVisit(app: INestApplicationContext, visit: PlannedVisit, now: number): Promise<void> {
  const visits = app.get(VisitsService);
  const at = (time: number): RequestContext => ({ ...systemContext('demo', time), ifMatch: '*' });
  const bookedAt = whenBooked(visit, now);
  // What lies days ahead may wait for an answer; what the rules of the clinic refuse, the desk did not book.
  const booked = await visits.book(at(bookedAt), { ...visit, acceptTentative: visit.legs[0]!.start > now + 2 * DAY_MS }).then(
    (outcome) => outcome.body,
    (error: unknown) => {
      if (error instanceof DomainError && error.kind === 'refused') return undefined;
      throw error;
    },
  );
  if (!booked) return;
  if (visit.fate === 'cancelled') {
    await visits.cancel(at(Math.min(now - HOUR_MS / 2, visit.legs[0]!.start - 5 * HOUR_MS)), booked.id, undefined, undefined);
    return;
  }
  for (const [i, leg] of visit.legs.entries()) {
    const id = booked.legs[i]!.id;
    if (leg.start > now) return;
    if (visit.fate === 'missed') {
      await visits.actOnLeg(at(leg.start + HOUR_MS / 4), booked.id, id, 'no-show');
      continue;
    }
    await visits.actOnLeg(at(leg.start - HOUR_MS / 12), booked.id, id, 'arrive');
    if (leg.end! <= now) await visits.actOnLeg(at(leg.end!), booked.id, id, 'complete');
  }
}
