import type { AdviceWording, ClinicWording, KindWording, Language, OwnAdvice, OwnWording, WordingParts } from '../api/wording';

export type Words = Required<WordingParts>;
export type Part = keyof Words;

/** One wording: a kind in one of its forms and languages. */
export interface Slot {
  key: string;
  kind: KindWording;
  form: string;
  language: Language;
  released?: Words;
  own?: Words;
}

/** What was typed and is not published yet; `undefined` words: as released. */
export interface Edit {
  words: Words | undefined;
  /** What was published when it was begun. */
  base: Words | undefined;
}

/** The same of advice; an empty text: as released. */
export interface AdviceEdit {
  text: string;
  base: string;
}

export interface WordingEdits {
  wordings: Record<string, Edit>;
  /** By code and language. */
  advice: Record<string, AdviceEdit>;
}

export const UNCHANGED: WordingEdits = { wordings: {}, advice: {} };
export const EMPTY: Words = { subject: '', body: '', text: '' };

const complete = (parts: WordingParts | undefined): Words | undefined => parts && { ...parts, text: parts.text ?? '' };

export const slotsOf = (kinds: readonly KindWording[]): Slot[] =>
  kinds.flatMap((kind) =>
    kind.forms.flatMap(({ form, languages }) =>
      languages.map(({ language, released, own }) => ({
        key: `${kind.id}|${form}|${language}`,
        kind,
        form,
        language,
        released: complete(released),
        own: complete(own),
      })),
    ),
  );

const trimmed = ({ subject, body, text }: Words): Words => ({ subject: subject.trim(), body: body.trim(), text: text.trim() });

export const isSame = (a: Words | undefined, b: Words | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && JSON.stringify(trimmed(a)) === JSON.stringify(trimmed(b)));

export const publishedOf = ({ own, released }: Slot): Words | undefined => own ?? released;

/** As it would be sent after publishing; absent: in English. */
export const wordsOf = (slot: Slot, edits: WordingEdits): Words | undefined => {
  const edit = edits.wordings[slot.key];
  return edit ? (edit.words ?? slot.released) : publishedOf(slot);
};

export const isChanged = (slot: Slot, edits: WordingEdits): boolean => !isSame(wordsOf(slot, edits), publishedOf(slot));

/** Somebody else published other words since this was begun. */
export const isOvertaken = (slot: Slot, edits: WordingEdits): boolean => {
  const edit = edits.wordings[slot.key];
  return edit !== undefined && isChanged(slot, edits) && !isSame(edit.base, publishedOf(slot));
};

/** The same edits, with these words in one place. What was published when it was begun stays known. */
export function withWords(edits: WordingEdits, slot: Slot, words: Words | undefined): WordingEdits {
  const base = isChanged(slot, edits) ? edits.wordings[slot.key]!.base : publishedOf(slot);
  return { ...edits, wordings: { ...edits.wordings, [slot.key]: { words, base } } };
}

export const adviceKey = (code: string, language: Language): string => `${code}|${language}`;

export const adviceText = ({ code, languages }: AdviceWording, language: Language, edits: WordingEdits): string => {
  return edits.advice[adviceKey(code, language)]?.text ?? publishedAdvice(languages, language);
};

const publishedAdvice = (languages: AdviceWording['languages'], language: Language): string => {
  const { own, released } = languages.find((one) => one.language === language)!;
  return own ?? released;
};

/** The same edits, with this text for a piece of advice. What was published when it was begun stays known. */
export function withAdvice(edits: WordingEdits, advice: AdviceWording, language: Language, text: string): WordingEdits {
  const key = adviceKey(advice.code, language);
  const begun = changedAdvice([advice], edits).includes(key) ? edits.advice[key] : undefined;
  return { ...edits, advice: { ...edits.advice, [key]: { text, base: begun?.base ?? publishedAdvice(advice.languages, language) } } };
}

/** Somebody else published another text since this was begun. */
export const isAdviceOvertaken = (advice: AdviceWording, language: Language, edits: WordingEdits): boolean => {
  const key = adviceKey(advice.code, language);
  const edit = edits.advice[key];
  return edit !== undefined && changedAdvice([advice], edits).includes(key) && edit.base !== publishedAdvice(advice.languages, language);
};

/** Edits after which all words are as an earlier version had them. */
export function editsTo(earlier: Pick<ClinicWording, 'kinds' | 'advice'>, current: Pick<ClinicWording, 'kinds' | 'advice'>): WordingEdits {
  const had = new Map(slotsOf(earlier.kinds).map((slot) => [slot.key, slot.own]));
  let edits = UNCHANGED;
  for (const slot of slotsOf(current.kinds)) {
    const words = had.get(slot.key);
    if (!isSame(words ?? slot.released, publishedOf(slot))) edits = withWords(edits, slot, words);
  }
  for (const advice of current.advice) {
    for (const { language, own } of advice.languages) {
      const text = earlier.advice.find((one) => one.code === advice.code)?.languages.find((one) => one.language === language)?.own;
      if (text !== own) edits = withAdvice(edits, advice, language, text ?? '');
    }
  }
  return edits;
}

/** What was typed since `sent` was published: it goes on from there. */
export function editsSince(edits: WordingEdits, sent: WordingEdits, current: Pick<ClinicWording, 'kinds' | 'advice'>): WordingEdits {
  const since: WordingEdits = { wordings: {}, advice: {} };
  for (const slot of slotsOf(current.kinds)) {
    const [edit, published] = [edits.wordings[slot.key], sent.wordings[slot.key]];
    if (edit && edit !== published) since.wordings[slot.key] = published ? { ...edit, base: wordsOf(slot, sent) } : edit;
  }
  for (const advice of current.advice) {
    for (const { language } of advice.languages) {
      const key = adviceKey(advice.code, language);
      const [edit, published] = [edits.advice[key], sent.advice[key]];
      if (edit && edit !== published) since.advice[key] = published ? { ...edit, base: adviceAfter(advice, language, sent) } : edit;
    }
  }
  return since;
}

/** What advice would say after publishing. */
const adviceAfter = (advice: AdviceWording, language: Language, edits: WordingEdits): string => {
  const { released } = advice.languages.find((one) => one.language === language)!;
  return adviceText(advice, language, edits).trim() || released;
};

const PLACE = /\{[A-Za-z]*\}/;
export const hasPlaces = (text: string): boolean => PLACE.test(text);

/** Keys of the pieces of advice that differ from what is published. */
export const changedAdvice = (advice: readonly AdviceWording[], edits: WordingEdits): string[] =>
  advice.flatMap((one) =>
    one.languages
      .filter(({ language, own, released }) => adviceAfter(one, language, edits) !== (own ?? released))
      .map(({ language }) => adviceKey(one.code, language)),
  );

/** How many texts differ from what is published. */
export const changesOf = ({ kinds, advice }: Pick<ClinicWording, 'kinds' | 'advice'>, edits: WordingEdits): number =>
  slotsOf(kinds).filter((slot) => isChanged(slot, edits)).length + changedAdvice(advice, edits).length;

export const inputOf = ({ kind, form, language }: Slot, words: Words): OwnWording => {
  const { subject, body, text } = trimmed(words);
  return { kind: kind.id, form, language, subject, body, text: text === '' ? undefined : text };
};

/** Everything of the clinic's own, as it is published: what is as released is left out, so that a later release may change it. */
export function publicationOf(
  { kinds, advice }: Pick<ClinicWording, 'kinds' | 'advice'>,
  edits: WordingEdits,
): { wordings: OwnWording[]; advice: OwnAdvice[] } {
  return {
    wordings: slotsOf(kinds).flatMap((slot) => {
      const words = wordsOf(slot, edits);
      return words === undefined || isSame(words, slot.released) ? [] : [inputOf(slot, words)];
    }),
    advice: advice.flatMap((one) =>
      one.languages.flatMap(({ language, released }) => {
        const text = adviceAfter(one, language, edits);
        return text === released ? [] : [{ code: one.code, language, text }];
      }),
    ),
  };
}
