import { Button, Checkbox } from '@mantine/core';
import type { ConditionState } from '../api/screening';
import { TechniquesField } from '../forms/PlanFields';
import { Tag } from '../shell/Tag';
import { ts } from '../texts.screening';
import { changedConditions, type ConditionEdit } from './condition-edits';
import { useNames } from './Findings';
import css from './screening.module.css';

interface Props {
  condition: ConditionState;
  edit: ConditionEdit;
  mayEdit: boolean;
  onChange: (edit: ConditionEdit) => void;
}

/** One condition of the intake: what it suggests, and whether it needs a referral. */
export function ConditionCard({ condition, edit, mayEdit, onChange }: Props) {
  const names = useNames();
  const { code, name, releasedSuggests, releasedRequiresReferral } = condition;
  const isChanged = changedConditions([condition], { [code]: edit }).length > 0;
  return (
    <details className={css['rule']} data-condition={code}>
      <summary>
        <span className={css['ruleName']}>
          <strong>{name}</strong>
          {edit.requiresReferral && <Tag tone="warn">{ts.rules.needsReferral}</Tag>}
          {isChanged && <Tag tone="info">{ts.rules.changed}</Tag>}
        </span>
        <span className={css['dim']}>{edit.suggests.map(names.technique).join(', ') || ts.rules.suggestsNothing}</span>
      </summary>
      <fieldset className={css['ruleBody']} disabled={!mayEdit}>
        <legend className={css['srOnly']}>{name}</legend>
        <TechniquesField
          label={ts.rules.suggests}
          placeholder={ts.rules.suggestsNothing}
          value={edit.suggests}
          onChange={(suggests) => suggests.length <= MAX_TECHNIQUES && onChange({ ...edit, suggests })}
        />
        {edit.suggests.join() !== releasedSuggests.join() && (
          <Button variant="subtle" size="compact-sm" onClick={() => onChange({ ...edit, suggests: releasedSuggests })}>
            {ts.rules.asReleased}
          </Button>
        )}
        <Checkbox
          label={ts.rules.onlyWithReferral}
          description={releasedRequiresReferral ? ts.rules.releasedReferral : undefined}
          disabled={releasedRequiresReferral}
          checked={edit.requiresReferral}
          onChange={(event) => onChange({ ...edit, requiresReferral: event.currentTarget.checked })}
        />
      </fieldset>
    </details>
  );
}

const MAX_TECHNIQUES = 12;
