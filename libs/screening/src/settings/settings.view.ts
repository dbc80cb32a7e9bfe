import type { ClinicSnapshot } from '#clinic';
import { publicationView } from '#platform';
import { CONDITIONS } from '../intake/conditions.js';
import { RULES } from '../rules/index.js';
import { CLEARANCE_HOURS, type ClinicChoices, effectiveConditions } from './clinic-choices.rules.js';
import type { ConditionSettingView, RuleSettingInput, RulesView } from './settings.dto.js';
import { detailView } from '../screening.view.js';
import type { PublishedSettings } from './screening-rules.service.js';
import { effectiveRules, type RuleSettings } from './settings.rules.js';

export function toSettings(rules: readonly RuleSettingInput[]): RuleSettings {
  return Object.fromEntries(rules.map(({ key, ...setting }) => [key, setting]));
}

export function rulesView(published: PublishedSettings, zone: string, snapshot: Pick<ClinicSnapshot, 'techniques'>): RulesView {
  const { settings, choices } = published;
  const inForce = effectiveRules(settings);
  return {
    ...publicationView(published, zone),
    rules: RULES.map((released) => {
      const { key, rationale, sources, details, question, askAgainMonths } = released;
      const rule = inForce.find((one) => one.key === key);
      // A rule that is off keeps the clinic's words for the day it is switched on again.
      const own = settings[key];
      return {
        key,
        version: released.version,
        isOn: rule !== undefined,
        text: own?.question?.en ?? question.en,
        textEs: own?.question?.es ?? question.es,
        releasedText: question.en,
        releasedTextEs: question.es,
        releasedAskAgainMonths: askAgainMonths,
        rationale,
        sources: [...sources],
        askAgainMonths: { ...askAgainMonths, ...own?.askAgainMonths },
        atLeast: own?.atLeast,
        details: details.map(detailView),
      };
    }),
    clearanceHours: choices.clearanceHours ?? CLEARANCE_HOURS,
    releasedClearanceHours: CLEARANCE_HOURS,
    conditions: conditionsView(choices, snapshot),
  };
}

function conditionsView(choices: ClinicChoices, { techniques }: Pick<ClinicSnapshot, 'techniques'>): ConditionSettingView[] {
  const offered = (codes: readonly string[]) => codes.filter((code) => techniques.has(code));
  return effectiveConditions(choices).map(({ code, name, suggests, requiresReferral }, i) => ({
    code,
    name: name.en,
    nameEs: name.es,
    suggests: offered(suggests),
    requiresReferral,
    releasedSuggests: offered(CONDITIONS[i]!.suggests),
    releasedRequiresReferral: CONDITIONS[i]!.requiresReferral,
  }));
}
