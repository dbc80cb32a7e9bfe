import { invalidField } from '#kernel';
import { RULES } from '../rules/index.js';
import { VERDICTS, type RuleFinding, type ScreeningRule } from '../rules/rule.js';
import { worstOf } from '../verdict.rules.js';

/** What a clinic changes about one rule. It may ask for more care, never for less. */
export interface RuleSetting {
  /** A rule that is off is not asked. */
  isOn: boolean;
  question?: { en?: string; es?: string };
  /** A "yes" means at least this. */
  atLeast?: RuleFinding['verdict'];
  /** Shorter than the rule's own. */
  askAgainMonths?: { yes?: number; no?: number };
}

export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** The rules as this clinic asks and judges them. */
export function effectiveRules(settings: RuleSettings): ScreeningRule[] {
  return RULES.flatMap((rule) => {
    const setting = settings[rule.key];
    if (!setting) return [rule];
    return setting.isOn ? [tightened(rule, setting)] : [];
  });
}

function tightened(rule: ScreeningRule, { question, atLeast, askAgainMonths }: RuleSetting): ScreeningRule {
  return {
    ...rule,
    question: { en: question?.en ?? rule.question.en, es: question?.es ?? rule.question.es },
    askAgainMonths: {
      yes: Math.min(rule.askAgainMonths.yes, askAgainMonths?.yes ?? Infinity),
      no: Math.min(rule.askAgainMonths.no, askAgainMonths?.no ?? Infinity),
    },
    judge: atLeast ? (details, on) => atLeastThis(atLeast, rule.judge(details, on)) : rule.judge,
  };
}

function atLeastThis(atLeast: RuleFinding['verdict'], found: RuleFinding | undefined): RuleFinding {
  const because = found?.because ?? 'This clinic asks for more care here.';
  const verdict = worstOf([atLeast, found?.verdict ?? 'clear']) as RuleFinding['verdict'];
  if (verdict === found?.verdict) return found;
  return { ...found, verdict, because, clearanceFrom: verdict === 'needs-clearance' ? (found?.clearanceFrom ?? 'physician') : undefined };
}

/** @throws `invalid` naming the field. */
export function checkSettings(settings: RuleSettings): void {
  for (const [key, setting] of Object.entries(settings)) {
    const rule = RULES.find((one) => one.key === key);
    if (!rule) throw invalidField(`/rules/${key}`, 'question-unknown', 'There is no such question.');
    if (setting.atLeast !== undefined && !VERDICTS.includes(setting.atLeast))
      throw invalidField(`/rules/${key}/atLeast`, 'verdict', 'No such verdict.');
    for (const answer of ['yes', 'no'] as const) {
      const months = setting.askAgainMonths?.[answer];
      if (months !== undefined && months > rule.askAgainMonths[answer]) {
        throw invalidField(
          `/rules/${key}/askAgainMonths/${answer}`,
          'too-rare',
          `The rule asks again after ${rule.askAgainMonths[answer]} months; a clinic may ask sooner.`,
        );
      }
    }
  }
}
