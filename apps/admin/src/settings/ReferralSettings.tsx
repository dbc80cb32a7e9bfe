import { Checkbox } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys, queries } from '../api/queries';
import { useMay } from '../api/session';
import type { ReferralSettings as Settings, Tagged } from '../api/types';
import css from '../screening/screening.module.css';
import page from '../screens/screens.module.css';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { tset } from '../texts.settings';
import { FLAGS, isValid, NUMBERS, type ReferralEdits, changedFields, settingsOf } from './referral-edits';
import { PublishCard } from './PublishCard';
import { SettingsLinks } from './SettingsLinks';
import { VersionHistory, versionText } from './VersionHistory';
import { WholeNumber } from './WholeNumber';

/** When the desk is warned about a referral, and what uses up a visit. */
export function ReferralSettings() {
  const settings = useQuery(queries.referralSettings);
  const history = useQuery(queries.referralSettingsHistory);
  const may = useMay('clinic:write');
  const [edits, setEdits] = useState<ReferralEdits>({});
  return (
    <div className={page['page']}>
      <div className={page['head']}>
        <h1>{t.nav.referralSettings}</h1>
        <SettingsLinks />
      </div>
      <p className={page['hint']}>{tset.referrals.intro}</p>
      {settings.error && !settings.data && <ProblemNotice error={settings.error} title={tset.referrals.load} />}
      {settings.isLoading && <p role="status">{t.loading}…</p>}
      {settings.data && (
        <div className={css['rulesPage']}>
          <div className={css['stack']}>
            <p>{versionText(settings.data)}</p>
            {!may && <Notice>{tset.referrals.mayNot}</Notice>}
            <Fields settings={settings.data} edits={edits} may={may} onChange={(part) => setEdits((old) => ({ ...old, ...part }))} />
          </div>
          <div className={css['beside']}>
            {may && <Publish settings={settings.data} edits={edits} onDone={() => setEdits({})} />}
            <VersionHistory history={history} />
          </div>
        </div>
      )}
    </div>
  );
}

interface FieldsProps {
  settings: Settings;
  edits: ReferralEdits;
  may: boolean;
  onChange: (part: ReferralEdits) => void;
}

function Fields({ settings, edits, may, onChange }: FieldsProps) {
  const { fields, groups } = tset.referrals;
  return (
    <>
      {(['warnings', 'report'] as const).map((group) => (
        <fieldset key={group} className={css['plainBody']} disabled={!may}>
          <legend>
            <h2>{groups[group]}</h2>
          </legend>
          {NUMBERS.filter((one) => one.group === group).map(({ key, least, most }) => (
            <WholeNumber
              key={key}
              label={fields[key]}
              least={least}
              most={most}
              released={settings.released[key]}
              value={edits[key] ?? String(settings[key])}
              onChange={(text) => onChange({ [key]: text })}
            />
          ))}
        </fieldset>
      ))}
      <fieldset className={css['plainBody']} disabled={!may}>
        <legend>
          <h2>{groups.used}</h2>
        </legend>
        {FLAGS.map((key) => (
          <Checkbox
            key={key}
            label={fields[key]}
            description={tset.referrals.hints[key]}
            checked={edits[key] ?? settings[key]}
            onChange={(event) => onChange({ [key]: event.currentTarget.checked })}
          />
        ))}
      </fieldset>
    </>
  );
}

function Publish({ settings, edits, onDone }: { settings: Tagged<Settings>; edits: ReferralEdits; onDone: () => void }) {
  const client = useQueryClient();
  return (
    <PublishCard<Settings>
      path="/referrals/settings"
      current={settings}
      changed={changedFields(settings, edits).length}
      isValid={isValid(edits)}
      body={() => settingsOf(settings, edits)}
      done={tset.referrals.done}
      onPublished={(published) => {
        client.setQueryData(queries.referralSettings.queryKey, published);
        onDone();
      }}
      follows={[keys.referralSettings, keys.referrals, keys.search]}
      onDiscard={onDone}
    />
  );
}
