import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useId, useRef, useState } from 'react';
import { useCatalog } from '../api/catalog';
import type { LocalDate, Weekday } from '../api/types';
import { TechniquesField } from '../forms/PlanFields';
import { Icon } from '../shell/icons';
import { t } from '../texts';
import { words } from '../words';
import { WAITS, type Days, type WhenForm } from './find-form';
import common from '../shell/common.module.css';
import css from './find.module.css';

const WEEK: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

interface Props {
  form: WhenForm;
  /** The day of the board: where a range begins. */
  date: LocalDate;
  paired: boolean;
  onChange: (patch: Partial<WhenForm>) => void;
  /** Techniques belong into the folded part, and are named while it is folded: what to wear depends on them. */
  techniques?: { value: string[]; onChange: (codes: string[]) => void };
}

/** When: the days at once, the rest folded away. */
export function WhenFields({ form, date, paired, onChange, techniques }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const fold = useRef<HTMLButtonElement>(null);
  const { techniqueByCode } = useCatalog();
  const [more, fewer] = techniques ? [t.find.moreWithPlan, t.find.fewerWithPlan] : [t.find.more, t.find.fewer];
  const named = techniques?.value.map((code) => techniqueByCode.get(code)?.name ?? code).join(', ');
  return (
    <>
      <SegmentedControl
        aria-label={t.find.when}
        fullWidth
        data={(['day', 'week', 'range'] as const).map((value) => ({ value, label: t.find.days[value] }))}
        value={form.days}
        onChange={(days) => onChange({ days: days as Days })}
        transitionDuration={0}
      />
      {form.days === 'range' && (
        <div className={css['two']}>
          <TextInput
            label={t.find.from}
            type="date"
            value={form.from ?? date}
            onChange={(event) => onChange({ from: event.currentTarget.value || undefined })}
          />
          <TextInput
            label={t.find.to}
            type="date"
            value={form.to ?? ''}
            onChange={(event) => onChange({ to: event.currentTarget.value || undefined })}
          />
        </div>
      )}
      {form.ignoreWishes && (
        <p className={css['prefilled']}>
          {t.find.wishesIgnored}
          <button
            type="button"
            onClick={() => {
              // This button goes: the focus goes on to what comes next.
              fold.current?.focus();
              onChange({ ignoreWishes: undefined });
            }}
          >
            {t.find.honourWishes}
          </button>
        </p>
      )}
      <Button
        ref={fold}
        variant="subtle"
        color="gray"
        size="compact-xs"
        className={`${css['fold']} ${common['long']}`}
        aria-expanded={open}
        aria-controls={id}
        leftSection={<Icon name={open ? 'down' : 'right'} size={14} />}
        onClick={() => setOpen(!open)}
      >
        {open ? fewer : [more, summaryOf(form, paired), named].filter(Boolean).join(' · ')}
      </Button>
      <div id={id} hidden={!open} className={css['folded']}>
        {open && (
          <>
            {form.days !== 'day' && <Weekdays value={form.weekdays} onChange={(weekdays) => onChange({ weekdays })} />}
            <div className={css['two']}>
              <TextInput
                label={t.find.earliest}
                type="time"
                value={form.timeFrom}
                onChange={(event) => onChange({ timeFrom: event.currentTarget.value })}
              />
              <TextInput
                label={t.find.latest}
                type="time"
                value={form.timeTo}
                onChange={(event) => onChange({ timeTo: event.currentTarget.value })}
              />
              {paired && <WaitSelect value={form.maxWait} onChange={(maxWait) => onChange({ maxWait })} />}
            </div>
            {techniques && <TechniquesField {...techniques} />}
          </>
        )}
      </div>
    </>
  );
}

function WaitSelect({ value, onChange }: { value: number; onChange: (minutes: number) => void }) {
  const minutes = WAITS.includes(value) ? WAITS : [...WAITS, value].sort((a, b) => a - b);
  return (
    <Select
      label={t.find.wait}
      data={minutes.map((one) => ({ value: String(one), label: t.find.waits(one) }))}
      value={String(value)}
      onChange={(text) => onChange(Number(text))}
      withScrollArea={false}
    />
  );
}

/** Toggles, so that "Tuesday and Thursday" is two clicks. */
function Weekdays({ value, onChange }: { value: Weekday[]; onChange: (days: Weekday[]) => void }) {
  const toggle = (day: Weekday) => onChange(value.includes(day) ? value.filter((one) => one !== day) : [...value, day]);
  return (
    <div className={css['weekdays']} role="group" aria-label={t.find.weekdays}>
      {WEEK.map((day) => (
        <button key={day} type="button" aria-pressed={value.includes(day)} onClick={() => toggle(day)}>
          {words.weekdays[day]}
        </button>
      ))}
    </div>
  );
}

function summaryOf(form: WhenForm, paired: boolean): string {
  const days =
    form.days === 'day'
      ? ''
      : WEEK.filter((day) => form.weekdays.includes(day))
          .map((day) => words.weekdays[day])
          .join(' ');
  const time = form.timeFrom || form.timeTo ? `${form.timeFrom || '…'}–${form.timeTo || '…'}` : '';
  return [days, time, paired ? `≤ ${t.find.waits(form.maxWait).toLowerCase()}` : ''].filter(Boolean).join(' · ');
}
