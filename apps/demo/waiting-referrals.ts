import type { INestApplicationContext } from '@nestjs/common';
import type { ClinicSnapshot } from '#clinic';
import { addDays, DAY_MS, localDateOf } from '#kernel';
import type { Patient } from '#patients';
import { systemContext, type RequestContext } from '#platform';
import { ReferralsService, type ReferralStatus } from '#referrals';

interface Waiting {
  daysAgo: number;
  area: string;
  reason: string;
  visits: number;
  /** After it was received. */
  moves: readonly [to: ReferralStatus, reason?: string][];
}

const SOMEBODY_WAITS: readonly Waiting[] = [
  { daysAgo: 0, area: 'calf', reason: 'Calf tightness after running', visits: 6, moves: [] },
  { daysAgo: 1, area: 'neck', reason: 'Neck tension', visits: 4, moves: [] },
  { daysAgo: 2, area: 'low-back', reason: 'Low back stiffness', visits: 8, moves: [] },
  { daysAgo: 4, area: 'shoulder', reason: 'Shoulder pain', visits: 6, moves: [['needs-information', 'Which shoulder?']] },
  { daysAgo: 1, area: 'knee', reason: 'Stiffness after surgery', visits: 6, moves: [['needs-clearance']] },
  { daysAgo: 3, area: 'low-back', reason: 'Low back pain', visits: 4, moves: [['accepted'], ['needs-clearance']] },
  { daysAgo: 1, area: 'jaw', reason: 'Jaw tension', visits: 4, moves: [['accepted']] },
  { daysAgo: 6, area: 'hip', reason: 'Hip tightness', visits: 6, moves: [['accepted']] },
  { daysAgo: 9, area: 'forearm', reason: 'Forearm strain', visits: 4, moves: [['declined', 'The strain is still inflamed.']] },
  { daysAgo: 12, area: 'neck', reason: 'Headache with neck tension', visits: 2, moves: [['accepted'], ['completed']] },
];

/** Referrals without visits, for every column of the board. */
export async function addWaitingReferrals(
  app: INestApplicationContext,
  now: number,
  snapshot: ClinicSnapshot,
  people: readonly Patient[],
): Promise<void> {
  const referrals = app.get(ReferralsService);
  const hosts = [...snapshot.practitioners.values()].filter((one) => one.discipline !== 'massage');
  for (const [i, { daysAgo, area, reason, visits, moves }] of SOMEBODY_WAITS.entries()) {
    const ctx: RequestContext = { ...systemContext('demo', now - daysAgo * DAY_MS), ifMatch: '*' };
    const { body } = await referrals.create(ctx, {
      patientId: people[i]!.id,
      source: 'outside',
      referrer:
        i % 2 === 0
          ? { name: 'Dr. Fictional Example', organization: 'Example Family Practice' }
          : { practitionerId: hosts[i % hosts.length]!.id },
      reason,
      conditions: [],
      areas: [{ code: area }],
      techniques: ['trigger-point'],
      visitsAuthorized: visits,
      validUntil: addDays(localDateOf(ctx.now, 'UTC'), 90),
    });
    for (const [to, why] of moves) await referrals.transition(ctx, body.id, to, why);
  }
}
