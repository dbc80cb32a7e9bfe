import { bloodClots } from './blood-clots.rule.js';
import { bloodThinners } from './blood-thinners.rule.js';
import { implantedDevice } from './implanted-device.rule.js';
import { infection } from './infection.rule.js';
import { inflamedStrain } from './inflamed-strain.rule.js';
import { osteoporosis } from './osteoporosis.rule.js';
import { pregnancy } from './pregnancy.rule.js';
import { recentFracture } from './recent-fracture.rule.js';
import { recentHospitalVisit } from './recent-hospital-visit.rule.js';
import type { ScreeningRule } from './rule.js';
import { skinLesion } from './skin-lesion.rule.js';
import { surgery } from './surgery.rule.js';
import { tumour } from './tumour.rule.js';
import { weakSkin } from './weak-skin.rule.js';

/** All questions of the screening, in the order in which they are asked. */
export const RULES: readonly ScreeningRule[] = [
  bloodThinners,
  weakSkin,
  implantedDevice,
  bloodClots,
  osteoporosis,
  tumour,
  surgery,
  recentHospitalVisit,
  inflamedStrain,
  pregnancy,
  infection,
  skinLesion,
  recentFracture,
];

const BY_KEY = rulesByKey(RULES);

export function ruleOf(key: string): ScreeningRule | undefined {
  return BY_KEY.get(key);
}

/** Two rules of one key stop the start: one of them would never be asked. */
export function rulesByKey(rules: readonly ScreeningRule[]): ReadonlyMap<string, ScreeningRule> {
  const byKey = new Map<string, ScreeningRule>();
  for (const rule of rules) {
    if (byKey.has(rule.key)) throw new Error(`two screening rules are called "${rule.key}": rename one`);
    byKey.set(rule.key, rule);
  }
  return byKey;
}
