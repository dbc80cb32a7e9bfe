import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { mergeFields, type Merged } from '../forms/merge';

/** Lists and maps compare by their text, too. */
const inText = <V extends object>(values: V): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, JSON.stringify(value)]));

/** What is typed over a version that somebody else may change meanwhile. */
export function useDraft<V extends object>(initial: V) {
  const [values, setValues] = useState(initial);
  const [before, setBefore] = useState(initial);
  // An answer may come renders after the question.
  const latest = useRef(initial);
  useEffect(() => {
    latest.current = values;
  });
  /** Goes on from a newer version: what was typed stays, what was not is taken over. */
  const adopt = (newest: V): Merged<string> => {
    const merged = mergeFields(inText(before), inText(latest.current), inText(newest));
    setBefore(newest);
    setValues(Object.fromEntries(Object.entries(merged.values).map(([field, text]) => [field, JSON.parse(text) as unknown])) as V);
    return merged;
  };
  const isDirty = JSON.stringify(inText(values)) !== JSON.stringify(inText(before));
  return { values, isDirty, patch: (some: Partial<V>) => setValues((old) => ({ ...old, ...some })), adopt };
}

/** What has to be corrected is where the next key goes. */
export function useFocusOnError(box: RefObject<HTMLElement | null>, refusal: unknown): void {
  useEffect(() => {
    if (!refusal) return;
    const first = box.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] :is(input, [role="button"], button)');
    first?.focus();
  }, [box, refusal]);
}

/**
 * Letters on a choice are no commands of the screen around it. Enter in a line saves nothing that is half said: the button
 * does, or Ctrl+Enter from anywhere.
 */
export function hearForm(event: KeyboardEvent<HTMLFormElement>): void {
  const withCtrl = event.ctrlKey || event.metaKey;
  if (event.key.length === 1 && !withCtrl) event.stopPropagation();
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
  if (withCtrl) event.currentTarget.requestSubmit();
  if (withCtrl || event.target instanceof HTMLInputElement) event.preventDefault();
}
