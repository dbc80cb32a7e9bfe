import type { ClinicSnapshot } from '#clinic';
import { invalidField, type LocalDate, refusedField } from '#kernel';
import { CONDITIONS, type Condition } from './conditions.js';
import type { IntakeContent } from './intake.dto.js';

const OLDEST = '1900-01-01';

/** @throws `invalid` or `refused` naming the field. */
export function checkIntake(content: IntakeContent, snapshot: Pick<ClinicSnapshot, 'areas'>, today: LocalDate): void {
  const { areas = [], rangeOfMotion = [], conditions = [], onset } = content;
  areas.forEach((area, i) => requireArea(area.code, `/areas/${i}`, snapshot));
  rangeOfMotion.forEach((one, i) => requireArea(one.area.code, `/rangeOfMotion/${i}/area`, snapshot));
  conditions.forEach((code, i) => {
    if (!CONDITIONS.some((one) => one.code === code))
      throw refusedField(`/conditions/${i}`, 'condition-unknown', 'There is no such condition.');
  });
  if (onset?.date === undefined) return;
  if (onset.date > today) throw invalidField('/onset/date', 'date-in-future', 'This date lies in the future.');
  if (onset.date < OLDEST) throw invalidField('/onset/date', 'local-date', 'Not before 1900.');
}

function requireArea(code: string, pointer: string, snapshot: Pick<ClinicSnapshot, 'areas'>): void {
  if (!snapshot.areas.has(code)) throw refusedField(pointer, 'area-unknown', 'The clinic has no such area.');
}

/** In the order of the clinic's conditions, each once; only what the clinic offers. */
export function suggestedTechniques(
  codesOfConditions: readonly string[] = [],
  conditions: readonly Condition[],
  snapshot: Pick<ClinicSnapshot, 'techniques'>,
): string[] {
  const codes = conditions.filter((one) => codesOfConditions.includes(one.code)).flatMap((one) => one.suggests);
  return [...new Set(codes)].filter((code) => snapshot.techniques.has(code));
}
