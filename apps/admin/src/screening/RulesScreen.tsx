import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../api/queries';
import { screeningQueries, type Rules } from '../api/screening';
import { useMay } from '../api/session';
import type { Tagged } from '../api/types';
import page from '../screens/screens.module.css';
import { isWhole } from '../settings/numbers';
import { PublishCard } from '../settings/PublishCard';
import { SettingsLinks } from '../settings/SettingsLinks';
import { VersionHistory, versionText } from '../settings/VersionHistory';
import { WholeNumber } from '../settings/WholeNumber';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { ts } from '../texts.screening';
import { changedConditions, conditionEditOf, conditionsOf, type ConditionEdits } from './condition-edits';
import { ConditionCard } from './ConditionCard';
import { changedKeys, editOf, isMonths, settingsOf, type Edits } from './rule-edits';
import { RuleCard } from './RuleCard';
import css from './screening.module.css';
import { TryOut } from './TryOut';

/** What is changed and not published yet. */
interface Draft {
  rules: Edits;
  conditions: ConditionEdits;
  /** As typed. */
  hours?: string;
}

const UNCHANGED: Draft = { rules: {}, conditions: {} };
const MOST_HOURS = 168;

/** The clinic's questions, rules, conditions and deadline: read, changed, published, tried. */
export function RulesScreen() {
  const rules = useQuery(screeningQueries.rules);
  const history = useQuery(screeningQueries.rulesHistory);
  const may = useMay('clinic:write');
  const [draft, setDraft] = useState<Draft>(UNCHANGED);
  return (
    <div className={page['page']}>
      <div className={page['head']}>
        <h1>{t.nav.screeningSettings}</h1>
        <SettingsLinks />
      </div>
      <p className={page['hint']}>{ts.rules.intro}</p>
      {rules.error && !rules.data && <ProblemNotice error={rules.error} title={ts.rules.load} />}
      {rules.isLoading && <p role="status">{t.loading}…</p>}
      {rules.data && (
        <div className={css['rulesPage']}>
          <Settings rules={rules.data} draft={draft} may={may} onChange={(part) => setDraft((old) => ({ ...old, ...part }))} />
          <div className={css['beside']}>
            {may && <Publish rules={rules.data} draft={draft} onDone={() => setDraft(UNCHANGED)} />}
            <TryOut />
            <VersionHistory history={history} />
          </div>
        </div>
      )}
    </div>
  );
}

interface SettingsProps {
  rules: Rules;
  draft: Draft;
  may: boolean;
  onChange: (part: Partial<Draft>) => void;
}

function Settings({ rules, draft, may, onChange }: SettingsProps) {
  return (
    <div className={css['stack']}>
      <p>{versionText(rules)}</p>
      {!may && <Notice>{ts.rules.mayNot}</Notice>}
      <h2>{ts.rules.clearances}</h2>
      <fieldset className={css['plainBody']} disabled={!may}>
        <legend className={css['srOnly']}>{ts.rules.clearances}</legend>
        <WholeNumber
          label={ts.rules.hours}
          least={1}
          most={MOST_HOURS}
          released={rules.releasedClearanceHours}
          value={draft.hours ?? String(rules.clearanceHours)}
          onChange={(hours) => onChange({ hours })}
        />
        <p className={css['dim']}>{ts.rules.hoursHint}</p>
      </fieldset>
      <h2>{ts.rules.questions}</h2>
      {rules.rules.map((rule) => (
        <RuleCard
          key={rule.key}
          rule={rule}
          edit={draft.rules[rule.key] ?? editOf(rule)}
          mayEdit={may}
          onChange={(edit) => onChange({ rules: { ...draft.rules, [rule.key]: edit } })}
        />
      ))}
      <h2>{ts.rules.conditions}</h2>
      <p className={css['dim']}>{ts.rules.conditionsHint}</p>
      {rules.conditions.map((condition) => (
        <ConditionCard
          key={condition.code}
          condition={condition}
          edit={draft.conditions[condition.code] ?? conditionEditOf(condition)}
          mayEdit={may}
          onChange={(edit) => onChange({ conditions: { ...draft.conditions, [condition.code]: edit } })}
        />
      ))}
    </div>
  );
}

function Publish({ rules, draft, onDone }: { rules: Tagged<Rules>; draft: Draft; onDone: () => void }) {
  const client = useQueryClient();
  const hours = draft.hours?.trim() ?? String(rules.clearanceHours);
  const changed =
    changedKeys(rules.rules, draft.rules).length +
    changedConditions(rules.conditions, draft.conditions).length +
    (hours === String(rules.clearanceHours) ? 0 : 1);
  const areMonths = rules.rules.every(({ key, releasedAskAgainMonths: most }) => {
    const edit = draft.rules[key];
    return !edit || (isMonths(edit.yes, most.yes) && isMonths(edit.no, most.no));
  });
  return (
    <PublishCard<Rules>
      path="/screening/rules"
      current={rules}
      changed={changed}
      isValid={areMonths && isWhole(hours, 1, MOST_HOURS)}
      body={() => ({
        rules: settingsOf(rules.rules, draft.rules),
        conditions: conditionsOf(rules.conditions, draft.conditions),
        clearanceHours: Number(hours) === rules.releasedClearanceHours ? undefined : Number(hours),
      })}
      done={ts.rules.done}
      onPublished={(published) => {
        client.setQueryData(screeningQueries.rules.queryKey, published);
        onDone();
      }}
      follows={[keys.screeningRules, keys.screening, keys.search]}
      onDiscard={onDone}
    />
  );
}
