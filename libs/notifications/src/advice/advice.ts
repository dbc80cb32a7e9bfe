import type { ClinicSnapshot } from '#clinic';
import type { Visit } from '#scheduling';

export type Language = 'en' | 'es';

/** What advice may depend on. */
export interface AdviceFacts {
  visit: Visit;
  clinic: ClinicSnapshot;
}

/** A sentence that a patient's message carries because of a fact of the plan or the service. Neutral: it names no area, technique or condition. */
export interface Advice {
  code: string;
  text: Record<Language, string>;
  applies(facts: AdviceFacts): boolean;
  /** Why, for the desk: shown in the preview, never sent. */
  because: string;
}
