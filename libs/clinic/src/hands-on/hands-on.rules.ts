import { invalidField } from '#kernel';
import type { HandsOnLimits } from '../clinic.types.js';

/** The largest value of each limit, in minutes; the smallest is 1. */
export const HANDS_ON_MAX = { handsOnMinutesPerDay: 1440, breakAfterMinutes: 1440, breakMinutes: 480 } as const satisfies Record<
  keyof HandsOnLimits,
  number
>;

export function isHandsOnLimit(field: string): field is keyof HandsOnLimits {
  return Object.hasOwn(HANDS_ON_MAX, field);
}

/** @throws `invalid / break-incomplete` naming the half of the break that is missing. */
export function checkBreak({ breakAfterMinutes, breakMinutes }: HandsOnLimits): void {
  if ((breakAfterMinutes === undefined) === (breakMinutes === undefined)) return;
  const missing = breakMinutes === undefined ? '/breakMinutes' : '/breakAfterMinutes';
  throw invalidField(missing, 'break-incomplete', 'breakAfterMinutes and breakMinutes belong together.');
}
