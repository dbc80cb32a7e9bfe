import { formatInstant } from '#kernel';
import { RULES } from '../rules/index.js';
import type { RuleSettingInput, RulesView } from './settings.dto.js';
import { detailView } from '../screening.view.js';
import type { PublishedSettings } from './screening-rules.service.js';
import { effectiveRules, type RuleSettings } from './settings.rules.js';

export function toSettings(rules: readonly RuleSettingInput[]): RuleSettings {
  return Object.fromEntries(rules.map(({ key, ...setting }) => [key, setting]));
}

export function rulesView(published: PublishedSettings, zone: string): RulesView {
  const { version, settings, note, publishedAt, publishedBy } = published;
  const inForce = effectiveRules(settings);
  return {
    version,
    note,
    publishedAt: publishedAt === undefined ? undefined : formatInstant(publishedAt, zone),
    publishedBy,
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
  };
}
