import { Button, SegmentedControl } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import type { PlaceMeaning, WordingProblem } from '../api/wording';
import { Notice } from '../shell/Notice';
import { Tag } from '../shell/Tag';
import { tw } from '../texts.wording';
import { word } from '../words';
import { focusKind, KIND_HEADING } from './focus-kind';
import { kindTitle } from './KindList';
import { EMPTY, isChanged, isOvertaken, isSame, publishedOf, wordsOf, type Slot, type WordingEdits, type Words } from './wording-edits';
import { WordingFields } from './WordingFields';
import css from './wording.module.css';

interface Props {
  /** All of the kind. */
  slots: Slot[];
  slot: Slot;
  edits: WordingEdits;
  places: PlaceMeaning[];
  problems: readonly WordingProblem[];
  may: boolean;
  isOff: boolean;
  onShow: (form: string, language: string) => void;
  /** `undefined`: as released. */
  onChange: (words: Words | undefined) => void;
}

const languageName = ({ language }: Pick<Slot, 'language'>): string => word(tw.languages, language);

/** One kind: its forms and languages, the words of the chosen one, and how it was released. */
export function WordingEditor({ slots, slot, edits, places, problems, may, isOff, onShow, onChange }: Props) {
  const { kind } = slot;
  const words = wordsOf(slot, edits);
  const isBegun = useRef(false);
  /** The button goes away with what it does. */
  const replace = (other: Words | undefined) => {
    onChange(other);
    focusKind();
  };
  return (
    <section className={css['editor']} aria-labelledby={KIND_HEADING}>
      <div className={css['title']}>
        <h2 id={KIND_HEADING} tabIndex={-1}>
          {kindTitle(kind)}
        </h2>
        {isOff && <Tag tone="warn">{tw.off}</Tag>}
      </div>
      <p className={css['dim']}>
        {kind.because.join(' ')}{' '}
        {isOff && (
          <>
            {tw.offHint} <Link to="/settings/messages">{tw.openSettings}</Link>
          </>
        )}
      </p>
      <Choices slots={slots} slot={slot} edits={edits} onShow={onShow} />
      {isOvertaken(slot, edits) && <Overtaken slot={slot} onTake={() => replace(publishedOf(slot))} />}
      {words ? (
        <WordingFields
          key={slot.key}
          words={words}
          language={slot.language}
          places={places}
          mustName={kind.mustName}
          problems={problems}
          may={may}
          focusIf={isBegun}
          onChange={onChange}
        />
      ) : (
        <Notice>
          <span>{tw.none(languageName(slot))}</span>
          {may && (
            <Button
              variant="default"
              onClick={() => {
                isBegun.current = true;
                onChange(EMPTY);
              }}
            >
              {tw.add(languageName(slot))}
            </Button>
          )}
        </Notice>
      )}
      <Released slots={slots} slot={slot} words={words} may={may} onReset={() => replace(undefined)} />
    </section>
  );
}

function Choices({ slots, slot, edits, onShow }: Pick<Props, 'slots' | 'slot' | 'edits' | 'onShow'>) {
  const forms = [...new Set(slots.map(({ form }) => form))];
  const languages = slots.filter(({ form }) => form === slot.form);
  const stateOf = (one: Slot): string => {
    if (isChanged(one, edits)) return `, ${tw.changed}`;
    if (one.own) return `, ${tw.own}`;
    return one.released ? '' : `, ${tw.notWorded}`;
  };
  return (
    <div className={css['choices']}>
      {forms.length > 1 && (
        <SegmentedControl
          aria-label={tw.form}
          transitionDuration={0}
          data={forms.map((value) => ({ value, label: word(tw.forms, value) }))}
          value={slot.form}
          onChange={(form) => onShow(form, slot.language)}
        />
      )}
      <SegmentedControl
        aria-label={tw.language}
        transitionDuration={0}
        data={languages.map((one) => ({ value: one.language, label: languageName(one) + stateOf(one) }))}
        value={slot.language}
        onChange={(language) => onShow(slot.form, language)}
      />
    </div>
  );
}

function Overtaken({ slot, onTake }: { slot: Slot; onTake: () => void }) {
  const published = publishedOf(slot);
  return (
    <Notice tone="warn" alert>
      <span>{tw.meanwhile}</span>
      {published && <Read words={published} language={slot.language} />}
      <Button variant="default" size="compact-sm" onClick={onTake}>
        {tw.takeTheirs}
      </Button>
    </Notice>
  );
}

/** Beside other words: what was released, and the way back. Where nothing was, the English words to go by. */
function Released({ slots, slot, words, may, onReset }: Pick<Props, 'slots' | 'slot' | 'may'> & { words?: Words; onReset: () => void }) {
  const english = slots.find(({ form, language }) => form === slot.form && language === 'en');
  const shown = slot.released ?? (english && publishedOf(english));
  if (!shown || isSame(words, slot.released)) return null;
  return (
    <section className={css['released']} aria-label={slot.released ? tw.released : tw.english}>
      <h3>{slot.released ? tw.released : tw.english}</h3>
      <Read words={shown} language={slot.released ? slot.language : 'en'} />
      {may && words && (
        <Button variant="default" size="compact-sm" onClick={onReset}>
          {slot.released ? tw.reset : tw.withdraw(languageName(slot))}
        </Button>
      )}
    </section>
  );
}

function Read({ words, language }: { words: Words; language: string }) {
  return (
    <div className={css['read']} lang={language}>
      <strong>{words.subject}</strong>
      <p>{words.body}</p>
      {words.text && <p>{words.text}</p>}
    </div>
  );
}
