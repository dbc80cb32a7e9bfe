import { Textarea, TextInput } from '@mantine/core';
import { useId } from 'react';
import type { Condition } from '../api/intake';
import type { AreaRef, Named } from '../api/types';
import { AreasPicker } from './AreasPicker';
import { Choice, PainChoice } from './Choice';
import css from './intake.module.css';
import type { IntakeField, IntakeValues } from './intake-values';
import { MotionFields } from './MotionFields';
import type { IntakeWords } from './words';

interface Props {
  values: IntakeValues;
  onChange: (patch: Partial<IntakeValues>) => void;
  errors: Record<string, string>;
  words: IntakeWords;
  areas: readonly Named[];
  conditions: readonly Condition[];
  /** How a condition is called in the language of the form. */
  conditionName: (condition: Condition) => string;
  /** Absent: what conditions suggest is no matter of who fills in the form. */
  techniqueName?: (code: string) => string;
  /** On a phone of somebody who does this once. */
  large?: boolean;
}

/** Everything an intake asks: for the desk and for the patient, in the words that it is given. */
export function IntakeFields(props: Props) {
  const { values, onChange, errors, words, areas } = props;
  const { groups, fields, hints, map } = words;
  const size = props.large ? 'lg' : undefined;
  const text = useTexts(props);
  const nameOf = (area: AreaRef) => {
    const name = map.areas?.[area.code] ?? areas.find(({ code }) => code === area.code)?.name ?? area.code;
    if (area.side === 'both') return `${name}, ${map.sides.left.toLowerCase()} + ${map.sides.right.toLowerCase()}`;
    return map.region(name, area.side);
  };
  return (
    <>
      <section className={css['group']}>
        <h4>{groups.why}</h4>
        {text('why', 2)}
        <div className={css['two']}>
          <TextInput {...line('recommenderName')} />
          <TextInput {...line('recommenderOrganization')} />
        </div>
        <Conditions {...props} />
      </section>
      <section className={css['group']}>
        <h4>{groups.where}</h4>
        <AreasPicker
          label={fields.areas}
          value={values.areas}
          onChange={(chosen) => onChange({ areas: chosen })}
          areas={areas}
          words={map}
          error={errors['areas']}
        />
      </section>
      <section className={css['group']}>
        <h4>{groups.began}</h4>
        <TextInput type="date" description={hints.onsetDate} {...line('onsetDate')} />
        {text('onsetHow', 2)}
        {text('onsetWhy', 1)}
        <Choice {...choice('course')} options={[...optionsOf(words.courses), { value: '', label: words.notSaid }]} />
        {text('worse', 1)}
        {text('tried', 1)}
      </section>
      <section className={css['group']}>
        <h4>{groups.now}</h4>
        <PainChoice {...choice('pain')} notSaid={words.notSaid} />
        <MotionFields
          label={fields.motion}
          hint={hints.motion}
          areas={values.areas}
          value={values.motion}
          onChange={(motion) => onChange({ motion })}
          nameOf={nameOf}
          errors={errors}
          percent={words.percent}
          notSaid={words.notSaid}
          steps={words.motionSteps}
          size={size}
        />
      </section>
      <section className={css['group']}>
        <h4>{groups.wishes}</h4>
        {text('goals', 1)}
        <Choice {...choice('pressure')} options={[...optionsOf(words.pressures), { value: '', label: words.notSaid }]} />
        <Choice {...choice('consent')} options={[...optionsOf(words.yesNo), { value: '', label: words.notSaid }]} />
      </section>
    </>
  );

  function line(field: 'recommenderName' | 'recommenderOrganization' | 'onsetDate') {
    return {
      label: fields[field],
      error: errors[field],
      value: values[field],
      size,
      autoComplete: 'off',
      onChange: (event: { currentTarget: { value: string } }) => onChange({ [field]: event.currentTarget.value }),
    };
  }
  function choice(field: 'course' | 'pain' | 'pressure' | 'consent') {
    return {
      label: fields[field],
      hint: hints[field],
      error: errors[field],
      value: values[field],
      onChange: (value: string) => onChange({ [field]: value }),
    };
  }
}

type TextField = { [F in IntakeField]: IntakeValues[F] extends string ? F : never }[IntakeField];

/** Fields for sentences, as high as what they hold. */
function useTexts({ values, onChange, errors, words, large }: Props) {
  return (field: TextField, minRows: number) => (
    <Textarea
      label={words.fields[field]}
      description={words.hints[field]}
      error={errors[field]}
      value={values[field]}
      size={large ? 'lg' : undefined}
      autosize
      minRows={minRows}
      maxRows={8}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
    />
  );
}

const optionsOf = (texts: Record<string, string>) => Object.entries(texts).map(([value, label]) => ({ value, label }));

/** What the complaint is called, with what each asks for and suggests. */
function Conditions({ values, onChange, errors, words, conditions, conditionName, techniqueName }: Props) {
  const id = useId();
  const { conditions: chosen } = values;
  const error = errors['conditions'];
  const toggle = (code: string) =>
    onChange({ conditions: chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code] });
  return (
    <fieldset className={css['conditions']} data-invalid={error ? true : undefined} aria-describedby={error ? id : undefined}>
      <legend>
        {words.fields.conditions}
        {words.hints.conditions && <span className={css['legendHint']}>{words.hints.conditions}</span>}
      </legend>
      {error && (
        <span id={id} className={css['error']}>
          {error}
        </span>
      )}
      {conditions.map((condition) => {
        const isOn = chosen.includes(condition.code);
        const suggested = techniqueName && isOn ? condition.suggests.map(techniqueName).join(', ') : '';
        return (
          <label key={condition.code}>
            <input type="checkbox" checked={isOn} onChange={() => toggle(condition.code)} />
            <span>
              {conditionName(condition)}
              {condition.requiresReferral && <span className={css['sign']}>{words.needsReferral}</span>}
              {suggested && <span className={css['line']}>{words.suggests(suggested)}</span>}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
