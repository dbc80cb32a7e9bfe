import { Button, Select, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useRef } from 'react';
import type { Report, ReportInput, ReportItem, ReportKind } from '../api/reports';
import { given, showFieldErrors } from '../forms/fields';
import { BusyButton } from '../shell/BusyButton';
import { ProblemNotice } from '../shell/ProblemNotice';
import { useUnsaved } from '../shell/unsaved';
import { t } from '../texts';
import { tr } from '../texts.report';
import { useMakeReport } from './use-reports';
import css from './report.module.css';

interface Values extends Record<string, unknown> {
  kind: ReportKind;
  summary: string;
  tolerance: string;
  recommendation: string;
}

interface Props {
  referralId: string;
  /** Of the patient. */
  name: string;
  kind: ReportKind;
  /** Made anew, with what its author wrote. */
  draft?: ReportItem & Pick<Report, 'words'>;
  onDone: (report: Report) => void;
  onCancel: () => void;
}

/** What its author adds; the facts come from the notes. What was typed survives a refusal. */
export function ReportForm({ referralId, name, kind, draft, onDone, onCancel }: Props) {
  const { summary = '', tolerance = '', recommendation = '' } = draft?.words ?? {};
  const form = useForm<Values>({ initialValues: { kind: draft?.kind ?? kind, summary, tolerance, recommendation } });
  const make = useMakeReport(referralId, name, draft);
  useUnsaved(form.isDirty());
  const first = useRef<HTMLTextAreaElement>(null);
  useEffect(() => first.current?.focus(), []);
  const submit = (values: Values) => {
    if (make.isPending) return;
    const input: ReportInput = {
      kind: values.kind,
      summary: given(values.summary),
      tolerance: given(values.tolerance),
      recommendation: given(values.recommendation),
    };
    make.mutate(input, { onSuccess: onDone, onError: (error) => showFieldErrors(form, error) });
  };
  return (
    <form className={css['form']} noValidate onSubmit={form.onSubmit(submit)}>
      <h3>{draft ? tr.form.changeTitle : tr.form.newTitle}</h3>
      <ProblemNotice error={make.error} />
      <Select
        label={tr.form.kind}
        data={(['progress', 'outcome'] as const).map((value) => ({ value, label: tr.kinds[value]! }))}
        allowDeselect={false}
        {...form.getInputProps('kind')}
      />
      <Textarea
        {...form.getInputProps('summary')}
        ref={first}
        label={tr.form.summary}
        description={tr.form.summaryHint}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={4000}
      />
      <Textarea {...form.getInputProps('tolerance')} label={tr.form.tolerance} autosize minRows={1} maxRows={6} maxLength={1000} />
      <Textarea
        {...form.getInputProps('recommendation')}
        label={tr.form.recommendation}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
      />
      <div className={css['buttons']}>
        <BusyButton type="submit" busy={make.isPending}>
          {draft ? tr.form.again : tr.form.save}
        </BusyButton>
        <Button variant="default" onClick={onCancel}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}
