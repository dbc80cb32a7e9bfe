import type { ReferralMove, ReferralStanding, ReferralStatus } from '../api/types';

/** What `docs/referral-states.md` calls bookable. */
const BOOKABLE = new Set<ReferralStatus>(['accepted', 'scheduled', 'no-show', 'visit-cancelled', 'in-progress']);

export const isBookable = (status: ReferralStatus): boolean => BOOKABLE.has(status);

/** What a person decides; the others follow from visits. */
export const movesByHand = ({ moves }: Pick<ReferralStanding, 'moves'>): ReferralMove[] => moves.filter((move) => !move.followsVisits);

/** The usual next step, if it is a decision. */
export function nextMove(referral: ReferralStanding): ReferralMove | undefined {
  const wanted = referral.suggestedReport === 'outcome' ? ['completed'] : ['accepted', 'cancelled'];
  return movesByHand(referral).find(({ to }) => wanted.includes(to));
}
