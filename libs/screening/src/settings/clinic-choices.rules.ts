import type { ClinicSnapshot } from '#clinic';
import { invalidField, refusedField } from '#kernel';
import { CONDITIONS, type Condition } from '../intake/conditions.js';

/** Hours before its start at which a tentative visit frees itself, where the clinic has not chosen. */
export const CLEARANCE_HOURS = 24;

/** What a clinic changes about one condition. It may ask for a referral where the release does not, never the other way round. */
export interface ConditionChoice {
  /** Codes of techniques, in place of those of the release. */
  suggests?: string[];
  requiresReferral?: boolean;
}

/** What a clinic chooses beside its rules; what is absent is as released. */
export interface ClinicChoices {
  clearanceHours?: number;
  /** By code. */
  conditions?: Readonly<Record<string, ConditionChoice>>;
}

/** The conditions as this clinic has them. */
export function effectiveConditions({ conditions = {} }: ClinicChoices): Condition[] {
  return CONDITIONS.map((released) => {
    const own = conditions[released.code];
    return {
      ...released,
      suggests: own?.suggests ?? released.suggests,
      requiresReferral: released.requiresReferral || own?.requiresReferral === true,
    };
  });
}

export interface NamedChoice extends ConditionChoice {
  code: string;
}

/** @throws `invalid` or `refused` naming the field. */
export function checkConditions(conditions: readonly NamedChoice[], snapshot: Pick<ClinicSnapshot, 'techniques'>): void {
  conditions.forEach(({ code, suggests = [], requiresReferral }, i) => {
    const released = CONDITIONS.find((one) => one.code === code);
    if (!released) throw refusedField(`/conditions/${i}/code`, 'condition-unknown', 'There is no such condition.');
    if (conditions.findIndex((one) => one.code === code) < i)
      throw invalidField(`/conditions/${i}/code`, 'condition-twice', 'This condition is named twice.');
    suggests.forEach((technique, j) => {
      if (!snapshot.techniques.has(technique))
        throw refusedField(`/conditions/${i}/suggests/${j}`, 'technique-unknown', 'The clinic has no such technique.');
    });
    if (released.requiresReferral && requiresReferral === false) {
      throw refusedField(
        `/conditions/${i}/requiresReferral`,
        'less-care',
        'The release asks for a referral here; a clinic may ask for more care, never for less.',
      );
    }
  });
}
