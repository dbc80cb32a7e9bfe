import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf, put } from '../api/client';
import { keys } from '../api/queries';
import { screeningQueries, type Rules } from '../api/screening';
import { useMay } from '../api/session';
import type { Tagged } from '../api/types';
import { given } from '../forms/fields';
import page from '../screens/screens.module.css';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { ts } from '../texts.screening';
import { formatDayTime } from '../time/wall';
import { changedKeys, editOf, isMonths, settingsOf, type Edits } from './rule-edits';
import { RuleCard } from './RuleCard';
import css from './screening.module.css';
import { TryOut } from './TryOut';

/** The clinic's questions and rules: read, changed, published, tried. */
export function RulesScreen() {
  const rules = useQuery(screeningQueries.rules);
  const may = useMay('clinic:write');
  const [edits, setEdits] = useState<Edits>({});
  return (
    <div className={page['page']}>
      <div className={page['head']}>
        <h1>{ts.rules.title}</h1>
      </div>
      <p className={page['hint']}>{ts.rules.intro}</p>
      {rules.error && !rules.data && <ProblemNotice error={rules.error} title={ts.rules.load} />}
      {rules.isLoading && <p role="status">{t.loading}…</p>}
      {rules.data && (
        <div className={css['rulesPage']}>
          <div className={css['stack']}>
            <p>{versionText(rules.data)}</p>
            {!may && <Notice>{ts.rules.mayNot}</Notice>}
            {rules.data.rules.map((rule) => (
              <RuleCard
                key={rule.key}
                rule={rule}
                edit={edits[rule.key] ?? editOf(rule)}
                mayEdit={may}
                onChange={(edit) => setEdits((old) => ({ ...old, [rule.key]: edit }))}
              />
            ))}
          </div>
          <div className={css['beside']}>
            {may && <Publish rules={rules.data} edits={edits} onDone={() => setEdits({})} />}
            <TryOut />
            <History />
          </div>
        </div>
      )}
    </div>
  );
}

function versionText({ version, publishedBy, publishedAt }: Rules): string {
  return version > 0 && publishedAt ? ts.rules.published(version, publishedBy ?? '', formatDayTime(publishedAt)) : ts.rules.released;
}

function Publish({ rules, edits, onDone }: { rules: Tagged<Rules>; edits: Edits; onDone: () => void }) {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const changed = changedKeys(rules.rules, edits);
  const isValid = rules.rules.every(({ key, releasedAskAgainMonths: most }) => {
    const edit = edits[key];
    return !edit || (isMonths(edit.yes, most.yes) && isMonths(edit.no, most.no));
  });
  const publish = useMutation({
    mutationFn: () => put<Rules>('/screening/rules', { rules: settingsOf(rules.rules, edits), note: given(note) }, rules.etag),
    onSuccess: (published) => {
      client.setQueryData(screeningQueries.rules.queryKey, published);
      announce({ text: ts.rules.done(published.version) });
      setNote('');
      onDone();
    },
    onSettled: () => {
      for (const queryKey of [keys.screeningRules, keys.screening, keys.search]) void client.invalidateQueries({ queryKey });
    },
  });
  const stale = publish.error !== null && problemOf(publish.error).problem.status === 412;
  if (changed.length === 0) return null;
  return (
    <form
      className={css['card']}
      aria-label={ts.rules.publish}
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid && !publish.isPending) publish.mutate();
      }}
    >
      <strong role="status">{ts.rules.unsaved(changed.length)}</strong>
      {stale ? (
        <Notice tone="warn" alert>
          {ts.rules.stale}
        </Notice>
      ) : (
        <ProblemNotice error={publish.error} />
      )}
      <TextInput label={ts.rules.note} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <div className={css['buttons']}>
        <BusyButton type="submit" busy={publish.isPending} aria-disabled={!isValid}>
          {ts.rules.publish}
        </BusyButton>
        <Button variant="default" onClick={onDone}>
          {ts.rules.discard}
        </Button>
      </div>
    </form>
  );
}

function History() {
  const { data, error } = useQuery(screeningQueries.rulesHistory);
  return (
    <section className={css['card']} aria-label={ts.rules.history}>
      <h2>{ts.rules.history}</h2>
      <ProblemNotice error={error} />
      {data?.data.length === 0 && <span className={css['dim']}>{ts.rules.noHistory}</span>}
      <ol className={css['rows']} reversed>
        {data?.data.map(({ version, note, publishedAt, publishedBy }) => (
          <li key={version}>
            <span>{ts.rules.historyLine(version, publishedBy ?? '', publishedAt ? formatDayTime(publishedAt) : '')}</span>
            {note && <span className={css['pre']}>{note}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
