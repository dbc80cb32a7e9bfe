import { DAY_MS, daysBetween, dayInterval, invalidField, parseInstant, startOfDay, type Interval, type LocalDate } from '#kernel';

export const MAX_ABSENCE_DAYS = 366;

/** Either two instants, or two local dates for whole days. */
export interface AbsenceTimes {
  from?: string;
  to?: string;
  fromDate?: LocalDate;
  toDate?: LocalDate;
}

/** @throws `invalid` naming the field, unless exactly one of the two forms is complete, in order and short enough. */
export function absenceInterval(times: AbsenceTimes, zone: string): Interval {
  const byDate = times.fromDate !== undefined || times.toDate !== undefined;
  const byInstant = times.from !== undefined || times.to !== undefined;
  if (byDate && byInstant) {
    throw invalidField(
      times.fromDate === undefined ? '/toDate' : '/fromDate',
      'one-form-only',
      'Send from and to, or fromDate and toDate.',
    );
  }
  return byDate ? wholeDays(times, zone) : between(times);
}

function wholeDays({ fromDate, toDate }: AbsenceTimes, zone: string): Interval {
  if (fromDate === undefined) throw invalidField('/fromDate', 'required', 'fromDate is missing.');
  if (toDate === undefined) throw invalidField('/toDate', 'required', 'toDate is missing.');
  if (toDate < fromDate) throw invalidField('/toDate', 'end-before-start', 'toDate is before fromDate.');
  if (daysBetween(fromDate, toDate) + 1 > MAX_ABSENCE_DAYS) throw tooLong('/toDate');
  const span = { start: startOfDay(fromDate, zone), end: dayInterval(toDate, zone).end };
  // Only a zone that once skipped a whole date gets here (Samoa, 2011-12-30).
  if (span.end <= span.start) throw invalidField('/fromDate', 'no-such-day', `${fromDate} does not exist in ${zone}.`);
  return span;
}

function between({ from, to }: AbsenceTimes): Interval {
  const start = from === undefined ? undefined : parseInstant(from);
  const end = to === undefined ? undefined : parseInstant(to);
  if (start === undefined) throw invalidField('/from', 'required', 'from is missing: send from and to, or fromDate and toDate.');
  if (end === undefined) throw invalidField('/to', 'required', 'to is missing: send from and to, or fromDate and toDate.');
  if (end <= start) throw invalidField('/to', 'end-before-start', 'to must be after from.');
  if (end - start > MAX_ABSENCE_DAYS * DAY_MS) throw tooLong('/to');
  return { start, end };
}

function tooLong(pointer: string) {
  return invalidField(pointer, 'too-long', `At most ${MAX_ABSENCE_DAYS} days at once.`);
}
