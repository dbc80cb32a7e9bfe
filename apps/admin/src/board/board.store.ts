import { createStore } from '../store';

interface BoardState {
  /** The visit under the pointer or the focus. */
  hovered?: string;
  /** Where the focus should go as soon as it is drawn. */
  focusVisit?: string;
  focusLeg?: string;
  /** If it is not there now (cancelled meanwhile), the board's tab stop gets the focus instead. */
  orTabStop?: boolean;
}

export const boardStore = createStore<BoardState>({});

/** Given, or dropped because there is nothing that could take it: a request left behind would pull the focus away later. */
export const requestAnswered = (): void => boardStore.set({ focusVisit: undefined, focusLeg: undefined, orTabStop: undefined });
