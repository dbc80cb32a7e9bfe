import type { AtLeast, RuleState } from '../api/screening';

/** One rule as the clinic is about to have it; months as typed. */
export interface RuleEdit {
  isOn: boolean;
  text: string;
  textEs: string;
  atLeast?: AtLeast;
  yes: string;
  no: string;
}

export type Edits = Record<string, RuleEdit>;

export const editOf = (rule: RuleState): RuleEdit => ({
  isOn: rule.isOn,
  text: rule.text,
  textEs: rule.textEs,
  atLeast: rule.atLeast,
  yes: String(rule.askAgainMonths.yes),
  no: String(rule.askAgainMonths.no),
});

export const releasedEdit = (rule: RuleState): RuleEdit => ({
  isOn: true,
  text: rule.releasedText,
  textEs: rule.releasedTextEs,
  yes: String(rule.releasedAskAgainMonths.yes),
  no: String(rule.releasedAskAgainMonths.no),
});

const isSame = (a: RuleEdit, b: RuleEdit): boolean =>
  a.isOn === b.isOn &&
  a.text.trim() === b.text.trim() &&
  a.textEs.trim() === b.textEs.trim() &&
  a.atLeast === b.atLeast &&
  a.yes.trim() === b.yes.trim() &&
  a.no.trim() === b.no.trim();

/** Keys of the rules that differ from what is published. */
export const changedKeys = (rules: readonly RuleState[], edits: Edits): string[] =>
  rules.filter((rule) => edits[rule.key] && !isSame(edits[rule.key]!, editOf(rule))).map((rule) => rule.key);

/** As often as the release asks, or more often. */
export const isMonths = (text: string, most: number): boolean => /^\d{1,2}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= most;

/** What is published: only what differs from the release, so that a later release may change the rest. */
export function settingsOf(rules: readonly RuleState[], edits: Edits): Record<string, unknown>[] {
  return rules.flatMap((rule) => {
    const { key, releasedText, releasedTextEs, releasedAskAgainMonths: months } = rule;
    const edit = edits[key] ?? editOf(rule);
    if (isSame(edit, releasedEdit(rule))) return [];
    const own = (text: string, released: string) => (text.trim() === '' || text.trim() === released ? undefined : text.trim());
    const sooner = (text: string, released: number) => (Number(text) === released ? undefined : Number(text));
    const question = { en: own(edit.text, releasedText), es: own(edit.textEs, releasedTextEs) };
    const askAgainMonths = { yes: sooner(edit.yes, months.yes), no: sooner(edit.no, months.no) };
    const some = (group: object) => Object.values(group).some((value) => value !== undefined);
    return [
      {
        key,
        isOn: edit.isOn,
        atLeast: edit.atLeast,
        question: some(question) ? question : undefined,
        askAgainMonths: some(askAgainMonths) ? askAgainMonths : undefined,
      },
    ];
  });
}
