import type { LocalDate } from '../api/types';
import { addDays, isDate, weekdayOf } from '../time/wall';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** What day somebody means: `2026-11-24`, `tue`, `24 nov`, `tomorrow`. Days without a year lie ahead. */
export function guessDay(text: string, today: LocalDate): LocalDate | undefined {
  const words = text.trim().toLowerCase();
  const date = /^\d{4}-/.test(words) ? words : undefined;
  if (date) return isDate(date) ? date : undefined;
  if (words.length >= 3 && 'tomorrow'.startsWith(words)) return addDays(today, 1);
  if (/^[a-z]{3,9}$/.test(words)) {
    for (let ahead = 1; ahead <= 7; ahead++) {
      const date = addDays(today, ahead);
      if (WEEKDAY_NAMES[weekdayOf(date)].startsWith(words)) return date;
    }
  }
  const match = /^(\d{1,2})\.? ([a-z]{3,})$/.exec(words) ?? /^([a-z]{3,}) (\d{1,2})$/.exec(words);
  if (!match) return undefined;
  const [day, month] = /^\d/.test(match[1]!) ? [match[1]!, match[2]!] : [match[2]!, match[1]!];
  const index = MONTHS.indexOf(month.slice(0, 3));
  if (index < 0) return undefined;
  const inYear = (year: number) => `${year}-${String(index + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
  const thisYear = inYear(Number(today.slice(0, 4)));
  const guess = thisYear >= today ? thisYear : inYear(Number(today.slice(0, 4)) + 1);
  return isDate(guess) ? guess : undefined;
}

const WEEKDAY_NAMES = { mon: 'monday', tue: 'tuesday', wed: 'wednesday', thu: 'thursday', fri: 'friday', sat: 'saturday', sun: 'sunday' };
