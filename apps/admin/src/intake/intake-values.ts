import type { Intake, IntakeContent, RangeOfMotion } from '../api/intake';
import type { AreaRef } from '../api/types';
import { given } from '../forms/fields';
import { keyOf } from './regions';

/** An intake while it is written: the empty string is what nobody has said. */
export interface IntakeValues {
  why: string;
  recommenderName: string;
  recommenderOrganization: string;
  areas: AreaRef[];
  onsetDate: string;
  onsetHow: string;
  onsetWhy: string;
  course: string;
  worse: string;
  tried: string;
  goals: string;
  pressure: string;
  pain: string;
  /** Percent by the key of an area. */
  motion: Record<string, string>;
  conditions: string[];
  consent: string;
}

export type IntakeField = keyof IntakeValues;

export function valuesOf(intake?: IntakeContent): IntakeValues {
  const { recommendedBy, onset, pain, consent, rangeOfMotion } = intake ?? {};
  return {
    why: intake?.why ?? '',
    recommenderName: recommendedBy?.name ?? '',
    recommenderOrganization: recommendedBy?.organization ?? '',
    areas: intake?.areas ?? [],
    onsetDate: onset?.date ?? '',
    onsetHow: onset?.how ?? '',
    onsetWhy: onset?.why ?? '',
    course: intake?.course ?? '',
    worse: intake?.worse ?? '',
    tried: intake?.tried ?? '',
    goals: intake?.goals ?? '',
    pressure: intake?.pressure ?? '',
    pain: pain === undefined ? '' : String(pain),
    motion: motionValues(rangeOfMotion),
    conditions: intake?.conditions ?? [],
    consent: consent === undefined ? '' : consent ? 'yes' : 'no',
  };
}

export function contentOf(values: IntakeValues): IntakeContent {
  const { recommenderName: name, recommenderOrganization: organization, onsetDate, onsetHow, onsetWhy } = values;
  const isRecommended = given(name) !== undefined || given(organization) !== undefined;
  const began = { date: given(onsetDate), how: given(onsetHow), why: given(onsetWhy) };
  const rangeOfMotion = motionOf(values.motion);
  return {
    why: given(values.why),
    recommendedBy: isRecommended ? { name: name.trim(), organization: given(organization) } : undefined,
    areas: someOf(values.areas),
    onset: Object.values(began).some((part) => part !== undefined) ? began : undefined,
    course: chosen(values.course),
    worse: given(values.worse),
    tried: given(values.tried),
    goals: given(values.goals),
    pressure: chosen(values.pressure),
    pain: values.pain === '' ? undefined : Number(values.pain),
    rangeOfMotion: someOf(rangeOfMotion),
    conditions: someOf(values.conditions),
    consent: values.consent === '' ? undefined : values.consent === 'yes',
  };
}

const someOf = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

/** An enum of the API from a choice of the form. */
export const chosen = <T extends string>(choice: string): T | undefined => (choice === '' ? undefined : (choice as T));

export const motionValues = (motion: readonly RangeOfMotion[] = []): Record<string, string> =>
  Object.fromEntries(motion.map(({ area, percent }) => [keyOf(area), String(percent)]));

/** In the order of the keys: what is sent, and what the server's pointers count. What is no number is sent for it to refuse. */
export function motionOf(motion: Record<string, string>): RangeOfMotion[] {
  return Object.entries(motion)
    .filter(([, percent]) => percent.trim() !== '')
    .map(([key, percent]) => ({ area: areaOf(key), percent: Number(percent) }));
}

export function areaOf(key: string): AreaRef {
  const [code = '', side] = key.split(':');
  return side ? { code, side: side as AreaRef['side'] } : { code };
}

/** Where there is something to say of how a region moves: the chosen areas, and those of which it was said before. */
export function motionKeys(areas: readonly AreaRef[], motion: Record<string, string>): string[] {
  return [...new Set([...areas.map(keyOf), ...Object.keys(motion).filter((key) => motion[key] !== '')])];
}

export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

const FIELDS: Record<string, IntakeField> = {
  'recommendedBy/name': 'recommenderName',
  'recommendedBy/organization': 'recommenderOrganization',
  recommendedBy: 'recommenderName',
  'onset/date': 'onsetDate',
  'onset/how': 'onsetHow',
  'onset/why': 'onsetWhy',
  onset: 'onsetHow',
};

/** The server's field errors by field of the form, `motion:KEY` for one region; and whether that is all of them. */
export function placeErrors(
  errors: readonly FieldError[],
  values: { motion: Record<string, string> },
  say: (error: FieldError) => string,
): { byField: Record<string, string>; all: boolean } {
  const keys = motionOf(values.motion).map(({ area }) => keyOf(area));
  const byField: Record<string, string> = {};
  let all = errors.length > 0;
  for (const error of errors) {
    const [first = '', second = ''] = error.pointer.replace(/^\//, '').split('/');
    const isMotion = first === 'rangeOfMotion' || first === 'rangeOfMotionAfter';
    const field = isMotion ? `motion:${keys[Number(second)] ?? ''}` : (FIELDS[`${first}/${second}`] ?? FIELDS[first] ?? first);
    if (isMotion || field in values) byField[field] ??= say(error);
    else all = false;
  }
  return { byField, all };
}

/** Conditions of the intakes for which a referral is needed. */
export function needingReferral<T extends { code: string; requiresReferral: boolean }>(
  intakes: readonly Pick<Intake, 'conditions'>[],
  conditions: readonly T[],
): T[] {
  const codes = new Set(intakes.flatMap((intake) => intake.conditions ?? []));
  return conditions.filter(({ code, requiresReferral }) => requiresReferral && codes.has(code));
}
