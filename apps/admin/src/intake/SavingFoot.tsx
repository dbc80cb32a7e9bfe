import { Button } from '@mantine/core';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { ti } from '../texts.intake';
import css from './intake.module.css';

interface Props {
  /** What somebody else has changed. */
  outcome: { news: string[] | undefined; error: Error | null };
  submit: string;
  busy: boolean;
  onCancel: () => void;
}

/** Below the fields: what stands in the way of saving, and the buttons. */
export function SavingFoot({ outcome: { news, error }, submit, busy, onCancel }: Props) {
  return (
    <>
      {news ? (
        <Notice tone="warn" title={ti.changed} alert>
          {news.map((line) => (
            <span key={line}>{line}</span>
          ))}
          <span>{ti.changedHint}</span>
        </Notice>
      ) : (
        <ProblemNotice error={error} />
      )}
      <div className={css['buttons']}>
        <BusyButton type="submit" busy={busy}>
          {submit}
        </BusyButton>
        <Button variant="default" onClick={onCancel}>
          {t.cancel}
        </Button>
      </div>
    </>
  );
}
