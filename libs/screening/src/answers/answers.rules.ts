import type { ClinicSnapshot } from '#clinic';
import { addDays, daysInMonth, invalidField, type LocalDate, parseLocalDate } from '#kernel';
import type { AreaRef } from '#scheduling';
import type { DetailField, Details, ScreeningRule } from '../rules/rule.js';
import type { GivenAnswer, Screening } from '../screening.types.js';

/** Answers as a client sends them: their shape is an object, nothing more is known. */
export interface RawAnswers {
  answers: Record<string, unknown>;
  details?: Record<string, unknown>;
}

const MAX_AREAS = 12;
const OLDEST = '1900-01-01';
/** An operation is planned a year ahead at most; a date beyond two is a slip of the pen. */
const FUTURE_DAYS = 731;
const SIDES = ['left', 'right', 'both'];

export interface AnswerContext {
  rules: readonly ScreeningRule[];
  areas: ClinicSnapshot['areas'];
  now: number;
  today: LocalDate;
  before?: Screening;
}

/** @throws `invalid` naming the field: an unknown question, another answer than yes or no, a detail that cannot be. */
export function readAnswers(raw: RawAnswers, context: AnswerContext): Record<string, GivenAnswer> {
  for (const key of Object.keys(raw.details ?? {})) {
    if (raw.answers[key] !== 'yes')
      throw invalidField(`/details/${key}`, 'details-without-yes', 'Details belong to a question that is answered "yes".');
  }
  const given: Record<string, GivenAnswer> = {};
  for (const [key, answer] of Object.entries(raw.answers)) {
    const rule = context.rules.find((one) => one.key === key);
    if (!rule) throw invalidField(`/answers/${key}`, 'question-unknown', 'There is no such question.');
    if (answer !== 'yes' && answer !== 'no') throw invalidField(`/answers/${key}`, 'answer', 'Answer "yes" or "no".');
    const details = readDetails(rule, raw.details?.[key], context);
    const known = context.before?.answers[key];
    const isSame = known?.answer === answer && JSON.stringify(known.details) === JSON.stringify(details);
    given[key] = { answer, details, changedAt: isSame ? known.changedAt : context.now };
  }
  return given;
}

function readDetails(rule: ScreeningRule, raw: unknown, context: AnswerContext): Details | undefined {
  if (raw === undefined) return undefined;
  const at = `/details/${rule.key}`;
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw invalidField(at, 'object', 'Details are an object.');
  const read = Object.entries(raw).map(([name, value]) => {
    const field = rule.details.find((one) => one.name === name);
    if (!field) throw invalidField(`${at}/${name}`, 'unknown-field', `There is no field ${name}.`);
    return [name, readDetail(field, value, `${at}/${name}`, context)] as const;
  });
  return read.length > 0 ? Object.fromEntries(read) : undefined;
}

function readDetail(field: DetailField, value: unknown, at: string, context: AnswerContext): Details[string] {
  if (field.kind === 'areas') return readAreas(value, at, context.areas);
  if (typeof value !== 'string') throw invalidField(at, 'string', 'A text is expected here.');
  if (field.kind === 'choice') {
    if (field.choices.some((choice) => choice.code === value)) return value;
    throw invalidField(at, 'choice', `One of ${field.choices.map((choice) => choice.code).join(', ')}.`);
  }
  if (parseLocalDate(value) === undefined || value < OLDEST)
    throw invalidField(at, 'local-date', 'A date like 2026-11-23, not before 1900.');
  if (field.when === 'past' && value > context.today) throw invalidField(at, 'date-in-future', 'This date lies in the future.');
  if (field.when === 'future' && value < context.today) throw invalidField(at, 'date-in-past', 'This date has passed.');
  if (value > addDays(context.today, FUTURE_DAYS)) throw invalidField(at, 'date-too-far', 'This date is more than two years ahead.');
  return value;
}

/** A bare code is accepted for `{code}`. */
export function readAreas(value: unknown, at: string, known: ClinicSnapshot['areas']): AreaRef[] {
  if (!Array.isArray(value) || value.length > MAX_AREAS) throw invalidField(at, 'areas', `A list of at most ${MAX_AREAS} areas.`);
  return value.map((raw: unknown, i): AreaRef => {
    const { code, side, ...other } = (typeof raw === 'string' ? { code: raw } : (raw ?? {})) as Record<string, unknown>;
    const isShaped = typeof code === 'string' && Object.keys(other).length === 0 && (side === undefined || SIDES.includes(side as string));
    if (!isShaped || !known.has(code))
      throw invalidField(`${at}/${i}`, 'area-unknown', 'An area of the clinic: its code, and left, right or both.');
    return side === undefined ? { code } : { code, side: side as AreaRef['side'] };
  });
}

/** The last local date on which answers count: the soonest that one of them is asked again. */
export function validUntilOf(answers: Readonly<Record<string, GivenAnswer>>, rules: readonly ScreeningRule[], today: LocalDate): LocalDate {
  const months = rules.flatMap((rule) => {
    const given = answers[rule.key];
    return given ? [rule.askAgainMonths[given.answer]] : [];
  });
  return months.length === 0 ? today : addMonths(today, Math.min(...months));
}

/** The same day of the month; the last one where that month is shorter. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const index = year * 12 + month - 1 + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1];
  const toDay = Math.min(day, daysInMonth(toYear, toMonth));
  return [String(toYear).padStart(4, '0'), String(toMonth).padStart(2, '0'), String(toDay).padStart(2, '0')].join('-');
}
