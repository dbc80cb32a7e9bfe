import { useEffect, useId } from 'react';
import { createStore } from '../store';

interface Unsaved {
  /** Forms with something typed that is saved nowhere. */
  forms: readonly string[];
  /** Somebody is about to lose it: waits for their answer. */
  question?: { answer: (leave: boolean) => void; asker: Element | null };
}

export const unsaved = createStore<Unsaved>({ forms: [] });

const without = (id: string): void => {
  const { forms } = unsaved.get();
  if (forms.includes(id)) unsaved.set({ forms: forms.filter((form) => form !== id) });
};

/**
 * Whoever leaves while `isDirty` is asked first. Call what comes back before the form itself leads elsewhere, because what was
 * typed is saved or given up.
 */
export function useUnsaved(isDirty: boolean): () => void {
  const id = useId();
  useEffect(() => {
    if (!isDirty) return;
    unsaved.set({ forms: [...unsaved.get().forms, id] });
    return () => without(id);
  }, [id, isDirty]);
  return () => without(id);
}

/** Asks when something would be lost; true: go on. After a yes nothing asks again about the same. */
export async function mayLeave(): Promise<boolean> {
  if (unsaved.get().forms.length === 0) return true;
  // Two wishes to leave: the later one counts.
  unsaved.get().question?.answer(false);
  const leave = await new Promise<boolean>((answer) => unsaved.set({ question: { answer, asker: document.activeElement } }));
  if (leave) unsaved.set({ forms: [] });
  return leave;
}

/** For a step that does more than to lead elsewhere: none of it before the answer. */
export const leaving = (step: () => void) => (): void => void mayLeave().then((leave) => leave && step());
