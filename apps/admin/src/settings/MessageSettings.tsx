import { Checkbox, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '../api/queries';
import { useMay } from '../api/session';
import type { Tagged } from '../api/types';
import { wordingQueries, type MessageSettings as Settings } from '../api/wording';
import css from '../screening/screening.module.css';
import page from '../screens/screens.module.css';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { tw } from '../texts.wording';
import { changedFields, FLAGS, isLink, isValid, MOST_REMINDERS, settingsOf, type MessageEdits, type MessageGroup } from './message-edits';
import { PublishCard } from './PublishCard';
import { ReminderSteps } from './ReminderSteps';
import { SettingsLinks } from './SettingsLinks';
import { VersionHistory, versionText } from './VersionHistory';
import { WholeNumber } from './WholeNumber';

/** Which messages go out beside the news of a visit, how many, and in which ways. */
export function MessageSettings() {
  const settings = useQuery(wordingQueries.settings);
  const history = useQuery(wordingQueries.settingsHistory);
  const may = useMay('clinic:write');
  const [edits, setEdits] = useState<MessageEdits>({});
  return (
    <div className={page['page']}>
      <div className={page['head']}>
        <h1>{t.nav.messageSettings}</h1>
        <SettingsLinks />
      </div>
      <p className={page['hint']}>{tw.settings.intro}</p>
      {settings.error && !settings.data && <ProblemNotice error={settings.error} title={tw.settings.load} />}
      {settings.isLoading && <p role="status">{t.loading}…</p>}
      {settings.data && (
        <div className={css['rulesPage']}>
          <div className={css['stack']}>
            <p>{versionText(settings.data)}</p>
            {!may && <Notice>{tw.mayNot}</Notice>}
            <Fields current={settings.data} edits={edits} may={may} onChange={(part) => setEdits((old) => ({ ...old, ...part }))} />
          </div>
          <div className={css['beside']}>
            {may && <Publish current={settings.data} edits={edits} onDone={() => setEdits({})} />}
            <VersionHistory history={history} />
          </div>
        </div>
      )}
    </div>
  );
}

interface FieldsProps {
  current: Settings;
  edits: MessageEdits;
  may: boolean;
  onChange: (part: MessageEdits) => void;
}

function Fields(props: FieldsProps) {
  const { current, edits, may, onChange } = props;
  const { settings, released } = current;
  const { fields, groups } = tw.settings;
  return (
    <>
      <Group title={groups.kinds} may={may}>
        <Flags {...props} group="kinds" />
        <TextInput
          label={fields.feedbackLink}
          description={tw.settings.hints.feedbackLink}
          type="url"
          maxLength={200}
          error={isLink(edits.feedbackLink ?? '') ? undefined : tw.settings.wrongLink}
          value={edits.feedbackLink ?? settings.feedbackLink}
          onChange={(event) => onChange({ feedbackLink: event.currentTarget.value })}
        />
      </Group>
      <Group title={groups.reminders} may={may}>
        <Flags {...props} group="reminders" />
        <WholeNumber
          label={fields.remindersPerWeek}
          least={0}
          most={MOST_REMINDERS}
          released={released.remindersPerWeek}
          value={edits.remindersPerWeek ?? String(settings.remindersPerWeek)}
          onChange={(remindersPerWeek) => onChange({ remindersPerWeek })}
        />
      </Group>
      <ReminderSteps />
      <Group title={groups.ways} may={may}>
        <Flags {...props} group="ways" />
      </Group>
    </>
  );
}

function Group({ title, may, children }: { title: string; may: boolean; children: React.ReactNode }) {
  return (
    <fieldset className={css['plainBody']} disabled={!may}>
      <legend>
        <h2>{title}</h2>
      </legend>
      {children}
    </fieldset>
  );
}

function Flags({ group, current, edits, onChange }: FieldsProps & { group: MessageGroup }) {
  return FLAGS.filter((one) => one.group === group).map(({ key, kind }) => (
    <div key={key}>
      <Checkbox
        label={tw.settings.fields[key]}
        description={tw.settings.hints[key]}
        checked={edits[key] ?? current.settings[key]}
        onChange={(event) => onChange({ [key]: event.currentTarget.checked })}
      />
      {kind && (
        <Link
          className={css['underBox']}
          to="/settings/wording"
          search={{ kind }}
          aria-label={tw.settings.wordsOf(tw.settings.fields[key])}
        >
          {tw.settings.words}
        </Link>
      )}
    </div>
  ));
}

function Publish({ current, edits, onDone }: { current: Tagged<Settings>; edits: MessageEdits; onDone: () => void }) {
  const client = useQueryClient();
  return (
    <PublishCard<Settings>
      path="/messages/settings"
      current={current}
      changed={changedFields(current, edits).length}
      isValid={isValid(edits)}
      body={() => settingsOf(current, edits)}
      done={tw.settings.done}
      onPublished={(published) => {
        client.setQueryData(wordingQueries.settings.queryKey, published);
        onDone();
      }}
      follows={[keys.messageSettings, keys.messages]}
      onDiscard={onDone}
    />
  );
}
