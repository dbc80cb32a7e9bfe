import { Spotlight, useSpotlight } from '@mantine/spotlight';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { queries } from '../api/queries';
import { t } from '../texts';
import { problemText } from './ProblemNotice';
import { usePaletteCommands, type Command } from './commands';
import { useLayerEscape } from './keys';
import { palette, paletteStore, selectedText, selectFirst } from './palette.store';
import css from './shell.module.css';

/** Patients, pages and every command behind Ctrl+K or `/`. */
export function Palette() {
  const [query, setQuery] = useState('');
  const [debounced] = useDebouncedValue(query.trim(), 120);
  const navigate = useNavigate();
  const found = useQuery({ ...queries.patients(debounced), enabled: debounced.length >= 2, placeholderData: keepPreviousData });
  const asked = query.trim().length >= 2;
  const patients = asked ? (found.data?.data.slice(0, 6) ?? []) : [];
  // Silence of the server is not "nothing".
  const answered = !asked || (debounced === query.trim() && !found.isFetching && !found.isPlaceholderData);
  const { pages, commands } = usePaletteCommands(query);
  useLayerEscape(useSpotlight(paletteStore).opened, palette.close);
  const entries = [
    ...patients.map((patient) => patient.id),
    ...commands.map(({ label }) => label),
    ...pages.map(({ label }) => label),
  ].join();
  useEffect(() => {
    if (query !== '') selectFirst();
  }, [entries, query]);
  return (
    <Spotlight.Root
      store={paletteStore}
      closeOnEscape={false}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      transitionProps={{ duration: 0 }}
      scrollable={false}
      attributes={{ content: { 'aria-label': t.palette.label } }}
    >
      <Spotlight.Search placeholder={t.palette.placeholder} aria-label={t.palette.label} leftSection={null} />
      <Spotlight.ActionsList aria-label={t.palette.label}>
        {patients.length > 0 && (
          <Spotlight.ActionsGroup label={t.palette.patients}>
            {patients.map((patient) => (
              <Spotlight.Action
                key={patient.id}
                label={`${patient.givenName} ${patient.familyName}`}
                description={[patient.birthDate, patient.phone].filter(Boolean).join(' · ')}
                onClick={() => void navigate({ to: '/patients', search: { patient: patient.id }, state: { takesFocus: true } })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        <Commands label={t.palette.commands} items={commands} />
        <Commands label={t.palette.pages} items={pages} />
        {patients.length + commands.length + pages.length === 0 && answered && (
          <Spotlight.Empty>{asked && found.isError ? problemText(found.error) : t.palette.nothing}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
      <SpokenSelection entries={entries} />
    </Spotlight.Root>
  );
}

function Commands({ label, items }: { label: string; items: Command[] }) {
  if (items.length === 0) return null;
  return (
    <Spotlight.ActionsGroup label={label}>
      {items.map((item) => (
        <Spotlight.Action
          key={item.label}
          label={item.label}
          rightSection={item.key ? <kbd className={css['paletteKey']}>{item.key}</kbd> : undefined}
          onClick={() => {
            palette.close();
            item.run();
          }}
        />
      ))}
    </Spotlight.ActionsGroup>
  );
}

/** The kit moves its selection without telling screen readers: say it. */
function SpokenSelection({ entries }: { entries: string }) {
  const { selected } = useSpotlight(paletteStore);
  const [text, setText] = useState('');
  useEffect(() => setText(selectedText()), [selected, entries]);
  return (
    <span className={css['srOnly']} role="status">
      {text}
    </span>
  );
}
