import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { problemOf, put } from '../api/client';
import { type NotificationPreferences, notificationQueries } from '../api/notifications';
import type { Practitioner, Tagged } from '../api/types';
import css from '../screening/screening.module.css';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { focusFirstWrong } from '../shell/focus-wrong';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { useUnsaved } from '../shell/unsaved';
import { t } from '../texts';
import { tnot } from '../texts.notifications';
import {
  CHANNELS,
  fieldsOf,
  HORIZON,
  isChanged,
  MUTED_KINDS,
  type NotificationFields,
  preferencesOf,
  problemsOf,
} from './notification-edits';
import { WholeNumber } from './WholeNumber';

interface Props {
  practitioner: Practitioner & { phone?: string };
  preferences: Tagged<NotificationPreferences>;
}

interface PartProps {
  fields: NotificationFields;
  set: (part: Partial<NotificationFields>) => void;
}

const channelData = CHANNELS.map((value) => ({ value, label: tnot.channels[value] ?? value }));

/** Everything at once: whoever leaves without saving is asked. */
export function NotificationForm({ practitioner, preferences }: Props) {
  const client = useQueryClient();
  // What was changed is changed from what was shown, whatever comes in meanwhile: then the server says that it is stale.
  const [base, setBase] = useState(preferences);
  const [fields, setFields] = useState(() => fieldsOf(base));
  const takeOver = (newer: Tagged<NotificationPreferences>) => {
    setBase(newer);
    setFields(fieldsOf(newer));
  };
  const query = notificationQueries.preferences(practitioner.id);
  const save = useMutation({
    mutationFn: () => put<NotificationPreferences>(`/practitioners/${practitioner.id}/notifications`, preferencesOf(fields), base.etag),
    onSuccess: (saved) => {
      client.setQueryData(query.queryKey, saved);
      takeOver(saved);
      announce({ text: tnot.saved(practitioner.displayName) });
    },
    // After a stale answer the newer version is known, and the next press replaces it.
    onError: async (error) => {
      if (problemOf(error).problem.status === 412) setBase(await client.fetchQuery({ ...query, staleTime: 0 }));
    },
  });
  const changed = isChanged(base, fields);
  useEffect(() => {
    if (!changed && preferences.etag !== base.etag) takeOver(preferences);
  });
  const isValid = problemsOf(fields).length === 0;
  useUnsaved(changed);
  const set = (part: Partial<NotificationFields>) => setFields((old) => ({ ...old, ...part }));
  const stale = save.error !== null && problemOf(save.error).problem.status === 412;
  return (
    <form
      className={css['stack']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isValid) focusFirstWrong(event.currentTarget);
        else if (changed && !save.isPending) save.mutate();
      }}
    >
      <News fields={fields} set={set} hasPhone={practitioner.phone !== undefined} hasAccount={preferences.hasAccount} />
      <Digest fields={fields} set={set} />
      <QuietHours fields={fields} set={set} />
      <Without fields={fields} set={set} />
      <Referrals fields={fields} set={set} />
      {stale ? (
        <Notice tone="warn" alert>
          {tnot.stale}
        </Notice>
      ) : (
        <ProblemNotice error={save.error} />
      )}
      <div className={css['buttons']}>
        <BusyButton type="submit" busy={save.isPending} aria-disabled={!changed}>
          {t.save}
        </BusyButton>
        <Button variant="default" aria-disabled={!changed} onClick={() => changed && takeOver(preferences)}>
          {tnot.discard}
        </Button>
      </div>
    </form>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className={css['plainBody']}>
      <legend>
        <h2>{title}</h2>
      </legend>
      {children}
    </fieldset>
  );
}

function News({ fields, set, hasPhone, hasAccount }: PartProps & { hasPhone: boolean; hasAccount: boolean }) {
  const wants = (channel: string) => fields.channel === channel || fields.urgentChannel === channel;
  return (
    <Group title={tnot.news}>
      <WholeNumber label={tnot.horizon} {...HORIZON} value={fields.horizonDays} onChange={(horizonDays) => set({ horizonDays })} />
      <p className={css['dim']}>{tnot.horizonHint}</p>
      <NativeSelect
        label={tnot.channel}
        description={tnot.channelHint}
        data={channelData}
        value={fields.channel}
        onChange={(event) => set({ channel: event.currentTarget.value })}
      />
      <NativeSelect
        label={tnot.urgentChannel}
        data={[{ value: '', label: tnot.sameChannel }, ...channelData]}
        value={fields.urgentChannel}
        onChange={(event) => set({ urgentChannel: event.currentTarget.value })}
      />
      {wants('sms') && !hasPhone && <Notice>{tnot.noPhone}</Notice>}
      {wants('in-app') && !hasAccount && <Notice>{tnot.noAccount}</Notice>}
    </Group>
  );
}

function Digest({ fields, set }: PartProps) {
  return (
    <Group title={tnot.digest}>
      <NativeSelect
        label={tnot.digestAbout}
        data={['', 'today', 'tomorrow'].map((value) => ({ value, label: tnot.digests[value] ?? value }))}
        value={fields.digestAbout}
        onChange={({ currentTarget: { value } }) =>
          // In the morning of the day itself, else in the evening before.
          set({ digestAbout: value, digestAt: value === 'today' ? '07:00' : '18:00' })
        }
      />
      {fields.digestAbout !== '' && (
        <TextInput
          type="time"
          label={tnot.digestAt}
          description={fields.channel === 'sms' && tnot.digestTextHint}
          value={fields.digestAt}
          error={problemsOf(fields).includes('digest-time') && tnot.problems['digest-time']}
          onChange={(event) => set({ digestAt: event.currentTarget.value })}
        />
      )}
    </Group>
  );
}

function QuietHours({ fields, set }: PartProps) {
  const problem = problemsOf(fields).find((one) => one.startsWith('quiet'));
  return (
    <Group title={tnot.quiet}>
      <Checkbox
        label={tnot.ownQuiet}
        description={tnot.ownQuietHint}
        checked={fields.hasOwnQuietHours}
        onChange={(event) => set({ hasOwnQuietHours: event.currentTarget.checked })}
      />
      {fields.hasOwnQuietHours && (
        <>
          <TextInput
            type="time"
            label={tnot.quietFrom}
            value={fields.quietFrom}
            onChange={(event) => set({ quietFrom: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={tnot.quietTo}
            value={fields.quietTo}
            error={problem && tnot.problems[problem]}
            onChange={(event) => set({ quietTo: event.currentTarget.value })}
          />
        </>
      )}
    </Group>
  );
}

function Without({ fields, set }: PartProps) {
  const { muted } = fields;
  return (
    <Group title={tnot.without}>
      <p className={css['dim']}>{tnot.withoutHint}</p>
      {MUTED_KINDS.map((kind) => (
        <Checkbox
          key={kind}
          label={tnot.kinds[kind]}
          checked={muted.includes(kind)}
          onChange={(event) => set({ muted: event.currentTarget.checked ? [...muted, kind] : muted.filter((one) => one !== kind) })}
        />
      ))}
    </Group>
  );
}

function Referrals({ fields, set }: PartProps) {
  return (
    <Group title={tnot.referrals}>
      <Checkbox
        label={tnot.newReferrals}
        checked={fields.newReferrals}
        onChange={(event) => set({ newReferrals: event.currentTarget.checked })}
      />
    </Group>
  );
}
