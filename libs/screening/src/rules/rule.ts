import type { LocalDate } from '#kernel';
import type { AreaRef } from '#scheduling';

/** From harmless to worst: the worst of all findings is the verdict. */
export const VERDICTS = ['clear', 'limited', 'needs-clearance', 'do-not-treat'] as const;
export type ScreeningVerdict = (typeof VERDICTS)[number];

export type Answer = 'yes' | 'no';

/** What a "yes" may be told more exactly with. Every field is optional; a rule takes what is missing for the worse case. */
export type DetailField = { name: string; text: string } & (
  | { kind: 'date'; when: 'past' | 'future' | 'any' }
  | { kind: 'areas' }
  | { kind: 'choice'; choices: readonly { code: string; text: string }[] }
);

/** The value of a field by its kind: `YYYY-MM-DD`, areas, or the code of a choice. */
export type Details = Readonly<Record<string, LocalDate | readonly AreaRef[] | string | undefined>>;

/** What a "yes" means on the local date of a massage. */
export interface RuleFinding {
  verdict: Exclude<ScreeningVerdict, 'clear'>;
  /** A sentence for the desk: what is off and why, without a name. */
  because: string;
  /** Areas that are off. With `limited`: nothing else is. */
  areas?: readonly AreaRef[];
  /** With `needs-clearance`: areas that stay off whatever the go-ahead says. */
  offRegardless?: readonly AreaRef[];
  /** Codes of techniques that are off. */
  techniques?: readonly string[];
  /** Who can give the go-ahead. */
  clearanceFrom?: 'referrer' | 'physician' | 'surgeon';
  /** First local date on which this finding no longer holds, where time heals it. */
  until?: LocalDate;
}

export interface RuleExample {
  name: string;
  details?: Details;
  /** The local date of the massage. */
  on: LocalDate;
  /** `undefined`: nothing stands against a massage. */
  finding?: Pick<RuleFinding, 'verdict'> & Partial<RuleFinding>;
}

/** One question of the screening with the rule that judges a "yes". One file each; `index.ts` lists them. */
export interface ScreeningRule {
  key: string;
  /** Raised with every change of `question`, `details` or `judge`. */
  version: number;
  question: { en: string; es: string };
  details: readonly DetailField[];
  /** Months after which the question is asked again, by what was answered. */
  askAgainMonths: Record<Answer, number>;
  /** Why massage is limited, for a clinician to review: two to five sentences. */
  rationale: string;
  sources: readonly { title: string; url?: string }[];
  /** Pure: what a "yes" means for a massage on that local date. */
  judge(details: Details, on: LocalDate): RuleFinding | undefined;
  examples: readonly RuleExample[];
}
