import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { post } from '../api/client';
import { consentKeys, type Consent, type ConsentChannel } from '../api/consent';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { ProblemNotice } from '../shell/ProblemNotice';
import { tc } from '../texts.consent';
import css from './consent.module.css';

const MOST_WORDS = 500;

interface Props {
  patientId: string;
  channel: ConsentChannel;
  onDone: () => void;
}

/** Writes down what a patient said about being written to. */
export function RecordConsent({ patientId, channel, onDone }: Props) {
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  // The button that opened it has made way.
  useEffect(() => form.current?.querySelector<HTMLElement>('input:checked')?.focus(), []);
  const [purpose, setPurpose] = useState('reminders');
  const [said, setSaid] = useState('no');
  const [wording, setWording] = useState('');
  const record = useMutation({
    mutationFn: () => {
      const words = wording.trim();
      return post<Consent>(`/patients/${patientId}/consents`, {
        channel,
        purpose,
        given: said === 'yes',
        ...(words !== '' && { wording: words }),
      });
    },
    onSuccess: () => {
      announce({ text: tc.saved });
      onDone();
    },
    onSettled: () => void client.invalidateQueries({ queryKey: consentKeys.consents }),
  });
  return (
    <form
      ref={form}
      className={css['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!record.isPending) record.mutate();
      }}
    >
      <SegmentedControl
        aria-label={tc.said}
        value={said}
        onChange={setSaid}
        data={[
          { value: 'no', label: tc.no },
          { value: 'yes', label: tc.yes },
        ]}
      />
      <SegmentedControl
        aria-label={tc.purpose}
        value={purpose}
        onChange={setPurpose}
        data={Object.entries(tc.purposes).map(([value, label]) => ({ value, label }))}
      />
      <TextInput label={tc.wording} maxLength={MOST_WORDS} value={wording} onChange={(event) => setWording(event.currentTarget.value)} />
      <ProblemNotice error={record.error} />
      <span className={css['row']}>
        <BusyButton type="submit" busy={record.isPending}>
          {tc.save}
        </BusyButton>
        <Button variant="default" onClick={onDone}>
          {tc.cancel}
        </Button>
      </span>
    </form>
  );
}
