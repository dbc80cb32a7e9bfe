import type { LocalDate } from '../api/types';
import { createStore } from '../store';

interface FocusRequest {
  /** Where the focus should go as soon as it is drawn. */
  focusVisit?: string;
  focusLeg?: string;
  /** Where it will be drawn: until a move has arrived, the day that is left still shows the visit. */
  focusDay?: LocalDate;
  /** If it is not there now (cancelled meanwhile), the board's tab stop gets the focus instead. */
  orTabStop?: boolean;
}

interface BoardState extends FocusRequest {
  /** The visit under the pointer or the focus. */
  hovered?: string;
}

export const boardStore = createStore<BoardState>({});

const NOTHING: FocusRequest = { focusVisit: undefined, focusLeg: undefined, focusDay: undefined, orTabStop: undefined };

/** The last request is the one that counts. */
export const requestFocus = (wanted: FocusRequest): void => boardStore.set({ ...NOTHING, ...wanted });

/** Given, or dropped because there is nothing that could take it: a request left behind would pull the focus away later. */
export const requestAnswered = (): void => boardStore.set(NOTHING);
