import type { Hold, Option } from '../api/types';
import { createStore } from '../store';
import type { FindForm } from './find-form';

export interface ChosenPatient {
  id: string;
  displayName: string;
}

export interface Held {
  hold: Hold;
  option: Option;
  /** For whom the hold was made: another patient needs another hold. */
  patientId?: string;
}

/** Somebody was faster: what can be had instead. */
export interface Taken {
  time: string;
  next: Option[];
}

interface FindState {
  /** Absent until the panel opens for the first time. */
  form?: FindForm;
  patient?: ChosenPatient;
  held?: Held;
  taken?: Taken;
  /** Where on the board the search was begun. */
  from?: { time: string; name: string };
}

/** The conversation with the caller. It survives closing the panel and changing the day; a reload forgets it. */
export const findStore = createStore<FindState>({});

export function patchForm(patch: Partial<FindForm>): void {
  const { form } = findStore.get();
  if (form) findStore.set({ form: { ...form, ...patch }, taken: undefined });
}

/** The option under focus, drawn on the board in both columns. */
export const ghostStore = createStore<{ option?: Option }>({});

export const showGhost = (option: Option | undefined): void => {
  if (ghostStore.get().option !== option) ghostStore.set({ option });
};
