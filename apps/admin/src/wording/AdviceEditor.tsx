import { Button, Textarea } from '@mantine/core';
import { useRef } from 'react';
import type { AdviceWording, Language } from '../api/wording';
import css from '../screening/screening.module.css';
import { Notice } from '../shell/Notice';
import { Tag } from '../shell/Tag';
import { tw } from '../texts.wording';
import { word, words } from '../words';
import { adviceText, changedAdvice, hasPlaces, isAdviceOvertaken, type WordingEdits } from './wording-edits';
import { KIND_HEADING } from './focus-kind';
import own from './wording.module.css';

const MOST = 300;

interface Props {
  advice: AdviceWording[];
  edits: WordingEdits;
  may: boolean;
  onChange: (advice: AdviceWording, language: Language, text: string) => void;
}

/** Every piece of advice: when it applies, and its words. */
export function AdviceEditor({ advice, edits, may, onChange }: Props) {
  return (
    <section className={own['editor']} aria-labelledby={KIND_HEADING}>
      <h2 id={KIND_HEADING} tabIndex={-1}>
        {tw.advice}
      </h2>
      <p className={own['dim']}>{tw.adviceIntro}</p>
      {advice.map((one) => (
        <AdviceCard key={one.code} advice={one} edits={edits} may={may} onChange={onChange} />
      ))}
    </section>
  );
}

function AdviceCard({ advice, edits, may, onChange }: Omit<Props, 'advice'> & { advice: AdviceWording }) {
  const title = word(words.advice, advice.code);
  return (
    <article className={css['card']} aria-label={title} data-advice={advice.code}>
      <div className={own['title']}>
        <h3>{title}</h3>
        {changedAdvice([advice], edits).length > 0 ? (
          <Tag tone="info">{tw.changed}</Tag>
        ) : (
          advice.languages.some((one) => one.own !== undefined) && <Tag>{tw.own}</Tag>
        )}
      </div>
      <p className={own['dim']}>{advice.because}</p>
      <fieldset className={own['fields']} disabled={!may} aria-label={title}>
        {advice.languages.map(({ language, released, own: ofClinic }) => (
          <AdviceField
            key={language}
            language={language}
            released={released}
            text={adviceText(advice, language, edits)}
            published={isAdviceOvertaken(advice, language, edits) ? (ofClinic ?? released) : undefined}
            may={may}
            onChange={(text) => onChange(advice, language, text)}
          />
        ))}
      </fieldset>
    </article>
  );
}

interface FieldProps {
  language: Language;
  released: string;
  text: string;
  /** What somebody else has published since this was begun. */
  published?: string;
  may: boolean;
  onChange: (text: string) => void;
}

function AdviceField({ language, released, text, published, may, onChange }: FieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const isReleased = text.trim() === '' || text.trim() === released;
  const take = (other: string) => {
    field.current?.focus();
    onChange(other);
  };
  return (
    <div className={own['adviceField']}>
      {published !== undefined && (
        <Notice tone="warn" alert>
          <span>{tw.meanwhile}</span>
          <span lang={language}>{published}</span>
          <Button variant="default" size="compact-sm" onClick={() => take(published)}>
            {tw.takeTheirs}
          </Button>
        </Notice>
      )}
      <Textarea
        ref={field}
        label={tw.adviceIn(word(tw.languages, language))}
        lang={language}
        autosize
        minRows={1}
        maxRows={5}
        maxLength={MOST}
        placeholder={released}
        error={hasPlaces(text) ? tw.adviceNoPlaces : undefined}
        value={text}
        // One line: what is pasted may have more.
        onChange={(event) => onChange(event.currentTarget.value.replace(/[\r\n]+/g, ' '))}
      />
      {!isReleased && (
        <p className={own['dim']}>
          {tw.released}: <span lang={language}>{released}</span>{' '}
          {may && (
            <Button variant="subtle" size="compact-sm" onClick={() => take(released)}>
              {tw.reset}
            </Button>
          )}
        </p>
      )}
    </div>
  );
}
