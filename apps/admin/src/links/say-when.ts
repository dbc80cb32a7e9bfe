import type { Instant } from '../api/types';
import { dateOf, timeOf } from '../time/wall';
import type { LinkLanguage } from './texts';

const LOCALES: Record<LinkLanguage, string> = { en: 'en-US', es: 'es-US' };

/** `Tuesday, December 15, 10:15 AM`, from the wall clock of the clinic as it was sent. */
export function sayWhen(instant: Instant, language: LinkLanguage): { day: string; time: string } {
  // Written down and read again as UTC: nothing is converted.
  const wall = Date.parse(`${dateOf(instant)}T${timeOf(instant)}:00Z`);
  const say = (format: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALES[language], { ...format, timeZone: 'UTC' }).format(wall);
  return {
    day: say({ weekday: 'long', month: 'long', day: 'numeric' }),
    time: say({ hour: 'numeric', minute: '2-digit', hourCycle: language === 'es' ? 'h23' : 'h12' }),
  };
}
