import { createStore } from '../store';

/** What was done last, shown in the top bar: never a toast over the board. */
export interface LastAction {
  text: string;
  failed?: boolean;
  /** Reverses it; resolves to the sentence that replaces this one. */
  undo?: () => Promise<string>;
}

export const lastAction = createStore<{ action?: LastAction; busy: boolean }>({ busy: false });

/** Puts a sentence (and its undo) into the top bar; screen readers hear it. */
export function announce(action: LastAction): void {
  lastAction.set({ action, busy: false });
}

export async function undoLast(): Promise<void> {
  const { action, busy } = lastAction.get();
  if (!action?.undo || busy) return;
  lastAction.set({ busy: true });
  try {
    announce({ text: await action.undo() });
  } catch (error) {
    announce({ text: error instanceof Error ? error.message : String(error), failed: true });
  }
}
