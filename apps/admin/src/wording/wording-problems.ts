import type { AdviceWording, WordingProblem } from '../api/wording';
import { tw } from '../texts.wording';
import { word, words } from '../words';
import { kindTitle } from './KindList';
import { adviceText, hasPlaces, type Slot, type WordingEdits } from './wording-edits';

export interface SlotProblem {
  where: string;
  detail: string;
  /** Absent: of advice. */
  slot?: Slot;
}

const slotTitle = ({ kind, form, language }: Slot): string =>
  [kindTitle(kind), form === 'usual' ? '' : word(tw.forms, form), word(tw.languages, language)].filter(Boolean).join(', ');

const partName = (pointer: string): string => {
  const part = pointer.slice(1);
  return part === 'subject' || part === 'body' || part === 'text' ? tw[part] : part;
};

/** Everything that is to be mended before publishing, wherever it was typed. */
export function allProblems(
  slots: readonly Slot[],
  bySlot: Map<string, WordingProblem[]>,
  advice: readonly AdviceWording[],
  edits: WordingEdits,
): SlotProblem[] {
  const ofWordings = slots.flatMap((slot) =>
    (bySlot.get(slot.key) ?? []).map(({ pointer, detail }) => ({ where: `${slotTitle(slot)}, ${partName(pointer)}`, detail, slot })),
  );
  const ofAdvice = advice
    .filter((one) => one.languages.some(({ language }) => hasPlaces(adviceText(one, language, edits))))
    .map(({ code }) => ({ where: word(words.advice, code), detail: tw.adviceNoPlaces }));
  return [...ofWordings, ...ofAdvice];
}
