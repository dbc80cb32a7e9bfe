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
      const rule = inForce.find((one) => one.key === released.key);
      const { key, rationale, sources, details, question } = released;
      return {
        key,
        version: released.version,
        isOn: rule !== undefined,
        text: (rule ?? released).question.en,
        textEs: (rule ?? released).question.es,
        releasedText: question.en,
        rationale,
        sources: [...sources],
        askAgainMonths: (rule ?? released).askAgainMonths,
        atLeast: settings[key]?.atLeast,
        details: details.map(detailView),
      };
    }),
  };
}
