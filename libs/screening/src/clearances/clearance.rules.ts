import type { ClinicSnapshot } from '#clinic';
import { addDays, DomainError, invalidField, type LocalDate, refusedField } from '#kernel';
import type { Plan } from '#scheduling';
import { addMonths } from '../answers/answers.rules.js';
import type { Clearance, ClearanceScope, Judgement, Provider } from '../screening.types.js';

export const DEFAULT_MONTHS = 6;
/** A go-ahead of longer than this is a mistake: the questions themselves are asked again sooner. */
const MAX_DAYS = 731;

export interface WantedClearance {
  given: boolean;
  scope?: ClearanceScope;
  validFrom?: LocalDate;
  validUntil?: LocalDate;
  note?: string;
}

/** @throws `invalid` or `refused` naming the field. */
export function clearanceOf(
  wanted: WantedClearance,
  today: LocalDate,
  snapshot: Pick<ClinicSnapshot, 'areas' | 'techniques'>,
): Pick<Clearance, 'given' | 'scope' | 'note' | 'validFrom' | 'validUntil'> {
  const { given, scope = {}, validFrom = today, note } = wanted;
  const validUntil = wanted.validUntil ?? addMonths(validFrom, DEFAULT_MONTHS);
  if (validUntil < validFrom) throw invalidField('/validUntil', 'ends-before-start', 'validUntil is before validFrom.');
  if (validUntil < today) throw invalidField('/validUntil', 'date-in-past', 'It would be over already.');
  if (validUntil > addDays(today, MAX_DAYS)) throw invalidField('/validUntil', 'date-too-far', 'A go-ahead lasts two years at most.');
  scope.areas?.forEach((area, i) => {
    if (!snapshot.areas.has(area.code)) throw refusedField(`/scope/areas/${i}`, 'area-unknown', 'The clinic has no such area.');
  });
  scope.techniques?.forEach((code, i) => {
    if (!snapshot.techniques.has(code))
      throw refusedField(`/scope/techniques/${i}`, 'technique-unknown', 'The clinic has no such technique.');
  });
  return { given, scope, note, validFrom, validUntil };
}

/** Who gives it; a practitioner is named as the clinic names them. @throws `refused` naming the field. */
export function providerOf(given: Provider, snapshot: Pick<ClinicSnapshot, 'practitioners'>): Provider {
  if (given.practitionerId === undefined) return given;
  const practitioner = snapshot.practitioners.get(given.practitionerId);
  if (!practitioner) throw refusedField('/by/practitionerId', 'practitioner-unknown', 'The clinic has no such practitioner.');
  return { ...given, name: practitioner.displayName };
}

/** The questions that ask for a go-ahead on one of these days, or have one. */
export function keysOf(judgements: readonly Judgement[]): string[] {
  const findings = judgements.flatMap((judgement) => judgement.findings);
  return [...new Set(findings.filter((one) => one.verdict === 'needs-clearance' || one.clearedBy).map((one) => one.key))];
}

/** A "yes" speaks of answers, so they have to be there; a "no" is heard in any case. @throws `refused` / `screening-required` */
export function requireAnswers(wanted: WantedClearance, judgement: Judgement): void {
  if (!wanted.given || judgement.verdict !== 'unanswered' || judgement.findings.length > 0) return;
  throw new DomainError('refused', 'screening-required', {
    detail: 'A go-ahead speaks of the health questions: they have to be answered first.',
  });
}

/** Whether a "no" is about this plan: about its areas and techniques, or about everything. */
export function concerns(scope: ClearanceScope, plan: Plan | undefined): boolean {
  const areas = plan?.areas ?? [];
  const techniques = plan?.techniques ?? [];
  const meets = <T>(asked: readonly T[] | undefined, planned: readonly T[], same: (a: T, b: T) => boolean) =>
    !asked?.length || planned.length === 0 || asked.some((one) => planned.some((other) => same(one, other)));
  return (
    meets(
      scope.areas,
      areas,
      (a, b) => a.code === b.code && (!a.side || !b.side || a.side === 'both' || b.side === 'both' || a.side === b.side),
    ) && meets(scope.techniques, techniques, (a, b) => a === b)
  );
}
