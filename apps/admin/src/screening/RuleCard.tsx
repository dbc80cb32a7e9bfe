import { Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import type { AtLeast, RuleState } from '../api/screening';
import { Tag } from '../shell/Tag';
import { ts } from '../texts.screening';
import { capital, inWords } from '../words';
import { changedKeys, isMonths, releasedEdit, type RuleEdit } from './rule-edits';
import css from './screening.module.css';

const VERDICTS: AtLeast[] = ['limited', 'needs-clearance', 'do-not-treat'];
const AS_RULE = 'as-rule';

interface Props {
  rule: RuleState;
  edit: RuleEdit;
  mayEdit: boolean;
  onChange: (edit: RuleEdit) => void;
}

/** One rule: folded it is its question, open it is everything about it. */
export function RuleCard({ rule, edit, mayEdit, onChange }: Props) {
  const isChanged = changedKeys([rule], { [rule.key]: edit }).length > 0;
  return (
    <details className={css['rule']} data-rule={rule.key}>
      <summary>
        <span className={css['ruleName']}>
          <strong>{capital(inWords(rule.key))}</strong>
          {!edit.isOn && <Tag tone="bad">{ts.rules.off}</Tag>}
          {edit.atLeast && <Tag tone="warn">{ts.verdicts[edit.atLeast]}</Tag>}
          {isChanged && <Tag tone="info">{ts.rules.changed}</Tag>}
        </span>
        <span className={css['dim']}>{edit.text}</span>
      </summary>
      <fieldset className={css['ruleBody']} disabled={!mayEdit}>
        <legend className={css['srOnly']}>{inWords(rule.key)}</legend>
        <Checkbox label={ts.rules.on} checked={edit.isOn} onChange={(event) => onChange({ ...edit, isOn: event.currentTarget.checked })} />
        <RuleFields rule={rule} edit={edit} onChange={onChange} />
      </fieldset>
      <div className={css['ruleWhy']}>
        <h3>{ts.rules.why}</h3>
        <p>{rule.rationale}</p>
        <h3>{ts.rules.sources}</h3>
        <ul className={css['visits']}>
          {rule.sources.map(({ title, url }) => (
            <li key={title}>
              {url ? (
                <a href={url} target="_blank" rel="noreferrer">
                  {title}
                </a>
              ) : (
                title
              )}
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

function RuleFields({ rule, edit, onChange }: Omit<Props, 'mayEdit'>) {
  const { releasedText, releasedTextEs, releasedAskAgainMonths: most } = rule;
  const patch = (part: Partial<RuleEdit>) => onChange({ ...edit, ...part });
  const monthsError = (text: string, limit: number) => (isMonths(text, limit) ? undefined : ts.rules.wrongMonths(limit));
  return (
    <>
      <Textarea
        label={ts.rules.text}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={500}
        value={edit.text}
        onChange={(event) => patch({ text: event.currentTarget.value })}
      />
      <Textarea
        label={ts.rules.textEs}
        lang="es"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={500}
        value={edit.textEs}
        onChange={(event) => patch({ textEs: event.currentTarget.value })}
      />
      {(edit.text !== releasedText || edit.textEs !== releasedTextEs) && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => patch({ text: releasedEdit(rule).text, textEs: releasedEdit(rule).textEs })}
        >
          {ts.rules.reset}
        </Button>
      )}
      <Select
        label={ts.rules.atLeast}
        data={[{ value: AS_RULE, label: ts.rules.asRule }, ...VERDICTS.map((value) => ({ value, label: ts.verdicts[value] ?? value }))]}
        value={edit.atLeast ?? AS_RULE}
        onChange={(value) => patch({ atLeast: VERDICTS.find((one) => one === value) })}
        withScrollArea={false}
      />
      <div className={css['two']}>
        <TextInput
          label={ts.rules.yesMonths}
          description={ts.rules.most(most.yes)}
          inputMode="numeric"
          error={monthsError(edit.yes, most.yes)}
          value={edit.yes}
          onChange={(event) => patch({ yes: event.currentTarget.value })}
        />
        <TextInput
          label={ts.rules.noMonths}
          description={ts.rules.most(most.no)}
          inputMode="numeric"
          error={monthsError(edit.no, most.no)}
          value={edit.no}
          onChange={(event) => patch({ no: event.currentTarget.value })}
        />
      </div>
    </>
  );
}
