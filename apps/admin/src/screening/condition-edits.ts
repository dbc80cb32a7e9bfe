import type { ConditionState } from '../api/screening';

/** One condition as the clinic is about to have it. */
export interface ConditionEdit {
  suggests: string[];
  requiresReferral: boolean;
}

export type ConditionEdits = Record<string, ConditionEdit>;

export const conditionEditOf = ({ suggests, requiresReferral }: ConditionState): ConditionEdit => ({ suggests, requiresReferral });

const isSame = (a: ConditionEdit, b: ConditionEdit): boolean =>
  a.requiresReferral === b.requiresReferral && a.suggests.join() === b.suggests.join();

/** Codes of the conditions that differ from what is published. */
export const changedConditions = (conditions: readonly ConditionState[], edits: ConditionEdits): string[] =>
  conditions.filter((one) => edits[one.code] && !isSame(edits[one.code]!, conditionEditOf(one))).map((one) => one.code);

/** What is published: only what differs from the release, so that a later release may change the rest. */
export function conditionsOf(conditions: readonly ConditionState[], edits: ConditionEdits): Record<string, unknown>[] {
  return conditions.flatMap((one) => {
    const { code, releasedSuggests, releasedRequiresReferral } = one;
    const { suggests, requiresReferral } = edits[code] ?? conditionEditOf(one);
    if (isSame({ suggests, requiresReferral }, { suggests: releasedSuggests, requiresReferral: releasedRequiresReferral })) return [];
    return [
      {
        code,
        suggests: suggests.join() === releasedSuggests.join() ? undefined : suggests,
        requiresReferral: requiresReferral === releasedRequiresReferral ? undefined : requiresReferral,
      },
    ];
  });
}
