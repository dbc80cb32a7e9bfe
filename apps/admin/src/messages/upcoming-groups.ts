import type { Message } from '../api/types';
import { dateOf, timeOf } from '../time/wall';

export interface UpcomingDay<M> {
  /** A local date, or `late` for what should have left. */
  date: string;
  hours: { hour: string; messages: M[] }[];
}

/** It may be in the making: a minute is not late. */
const LATE_MS = 60_000;

/** Messages in the order of their time, by the day and the hour of the wall clock where they are from. */
export function byDayAndHour<M extends Pick<Message, 'dueAt'>>(messages: readonly M[], now: number): UpcomingDay<M>[] {
  const days: UpcomingDay<M>[] = [];
  for (const message of messages) {
    const late = Date.parse(message.dueAt) < now - LATE_MS;
    const date = late ? 'late' : dateOf(message.dueAt);
    const hour = late ? dateOf(message.dueAt) : `${timeOf(message.dueAt).slice(0, 2)}:00`;
    const day = days.find((one) => one.date === date) ?? add(days, { date, hours: [] });
    const group = day.hours.find((one) => one.hour === hour) ?? add(day.hours, { hour, messages: [] });
    group.messages.push(message);
  }
  return days;
}

function add<T>(list: T[], one: T): T {
  list.push(one);
  return one;
}
