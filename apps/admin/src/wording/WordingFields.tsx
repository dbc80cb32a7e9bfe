import { Textarea, TextInput } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { PlaceMeaning, WordingProblem } from '../api/wording';
import { tw } from '../texts.wording';
import { insertAt } from './insert-place';
import type { Part, Words } from './wording-edits';
import css from './wording.module.css';

const MOST: Record<Part, number> = { subject: 200, body: 4000, text: 400 };

interface Props {
  words: Words;
  language: string;
  places: PlaceMeaning[];
  mustName: readonly string[];
  problems: readonly WordingProblem[];
  may: boolean;
  /** Whoever has just begun it goes on in its first field. */
  focusIf: RefObject<boolean>;
  onChange: (words: Words) => void;
}

/** The three texts of a wording, and the places that can stand in them. */
export function WordingFields({ words, language, places, mustName, problems, may, focusIf, onChange }: Props) {
  const fields = useRef<Partial<Record<Part, HTMLInputElement | HTMLTextAreaElement | null>>>({});
  const last = useRef<Part>('body');
  const cursor = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (cursor.current === undefined) return;
    const field = fields.current[last.current];
    field?.focus();
    field?.setSelectionRange(cursor.current, cursor.current);
    cursor.current = undefined;
  }, [words]);
  useEffect(() => {
    if (focusIf.current) fields.current.subject?.focus();
    focusIf.current = false;
  }, [focusIf]);
  const insert = (place: string) => {
    const part = last.current;
    const field = fields.current[part];
    const at = insertAt(words[part], `{${place}}`, field?.selectionStart ?? 0, field?.selectionEnd ?? 0, MOST[part]);
    cursor.current = at.cursor;
    onChange({ ...words, [part]: at.text });
  };
  const common = (part: Part) => ({
    ref: (element: HTMLInputElement | HTMLTextAreaElement | null) => {
      fields.current[part] = element;
    },
    label: tw[part],
    lang: language,
    maxLength: MOST[part],
    value: words[part],
    error: problems
      .filter(({ pointer }) => pointer === `/${part}`)
      .map(({ detail }) => detail)
      .join(' '),
    onFocus: () => {
      last.current = part;
    },
    onChange: (event: { currentTarget: { value: string } }) => onChange({ ...words, [part]: event.currentTarget.value }),
  });
  return (
    <fieldset className={css['fields']} disabled={!may} aria-label={tw.language}>
      <TextInput {...common('subject')} />
      <Textarea {...common('body')} description={tw.bodyHint} autosize minRows={6} maxRows={18} />
      <Textarea {...common('text')} description={tw.textHint} autosize minRows={2} maxRows={8} />
      {may && <PlaceChips places={places} mustName={mustName} onChoose={insert} />}
    </fieldset>
  );
}

interface ChipsProps {
  places: PlaceMeaning[];
  mustName: readonly string[];
  onChoose: (place: string) => void;
}

/** Inserts a place where the cursor was last. What every wording must name comes first. */
function PlaceChips({ places, mustName, onChoose }: ChipsProps) {
  const sorted = [...places].sort((a, b) => Number(mustName.includes(b.place)) - Number(mustName.includes(a.place)));
  return (
    <section className={css['places']} aria-label={tw.places}>
      <h4>{tw.places}</h4>
      <div className={css['chips']}>
        {sorted.map(({ place, meaning }) => (
          <button key={place} type="button" className={css['chip']} title={meaning} onClick={() => onChoose(place)}>
            {`{${place}}`}
            {mustName.includes(place) && <span className={css['needed']}> {tw.mustName}</span>}
          </button>
        ))}
      </div>
      <details>
        <summary>{tw.placesHelp}</summary>
        <dl className={css['meanings']}>
          {places.map(({ place, meaning }) => (
            <div key={place}>
              <dt>{`{${place}}`}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
