import { parseLocalDate, type LocalDate } from '#kernel';
import type { AreaRef } from '#scheduling';
import type { Details } from './rule.js';

/** What is no day of the calendar counts as not told: the rule takes the worse case instead of failing. */
export function dateIn(details: Details, name: string): LocalDate | undefined {
  const value = details[name];
  return typeof value === 'string' ? parseLocalDate(value) : undefined;
}

/** An empty list counts as not told. */
export function areasIn(details: Details, name: string): readonly AreaRef[] | undefined {
  const value = details[name];
  return Array.isArray(value) && value.length > 0 ? value : undefined;
}
