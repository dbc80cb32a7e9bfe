import type { ClinicSnapshot } from '#clinic';
import type { Visit } from '#scheduling';

export type Language = 'en' | 'es';

/** What advice may depend on. */
export interface AdviceFacts {
  visit: Visit;
  clinic: ClinicSnapshot;
  /** The patient has had no massage here before. */
  isFirst: boolean;
}

/** A sentence that a patient's message carries because of a fact of the plan or the service. Neutral: it names no area, technique or condition. */
export interface Advice {
  code: string;
  text: Record<Language, string>;
  /** In a short text, 40 characters at most; absent: a text of the first visit says it. */
  short?: Record<Language, string>;
  applies(facts: AdviceFacts): boolean;
  /** Why, for the desk: shown in the preview, never sent. */
  because: string;
}

type PlanFacts = Pick<AdviceFacts, 'visit' | 'clinic'>;

/** The visit has a massage that took place or will. */
export function hasMassage({ visit, clinic }: { visit: Visit; clinic: Pick<ClinicSnapshot, 'services'> }): boolean {
  return visit.legs.some((leg) => isOn(leg) && clinic.services.get(leg.serviceId)?.discipline === 'massage');
}

/** Stretching is planned in the massage. */
export function hasStretching(facts: PlanFacts): boolean {
  const { techniques } = facts.visit.plan ?? {};
  return techniques?.some((code) => facts.clinic.techniques.get(code)?.stretching === true) === true && hasMassage(facts);
}

/** One of the areas of the plan is among these. */
export function plansArea(facts: PlanFacts, codes: readonly string[]): boolean {
  return facts.visit.plan?.areas?.some((area) => codes.includes(area.code)) === true && hasMassage(facts);
}

function isOn({ status }: Visit['legs'][number]): boolean {
  return status !== 'cancelled' && status !== 'no-show';
}
