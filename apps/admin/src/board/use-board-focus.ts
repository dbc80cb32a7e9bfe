import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { LocalDate } from '../api/types';
import { useStore } from '../store';
import { boardStore, requestAnswered } from './board.store';
import type { Column } from './model';
import { firstOf, nearest } from './walk';

/**
 * The board's one tab stop, and the focus itself: a live update that removes or moves the visit under focus hands the
 * focus to the visit's new place, or to the one nearest to where it was.
 */
export function useBoardFocus(scroller: RefObject<HTMLElement | null>, columns: readonly Column[], date: LocalDate) {
  const [wanted, setCursor] = useState<string>();
  const place = useRef<{ columnId: string; from: number }>(undefined);
  const hadFocus = useRef(false);
  const exists = columns.some((column) => column.blocks.some((block) => block.legId === wanted));
  const cursor = exists ? wanted : (near(columns, place.current) ?? firstOf(columns));

  const focusLeg = useCallback(
    (legId: string | undefined) => {
      if (!legId) return;
      setCursor(legId);
      scroller.current?.querySelector<HTMLElement>(`[data-leg="${CSS.escape(legId)}"]`)?.focus();
    },
    [scroller],
  );

  useFocusMemory(scroller, hadFocus);
  useLayoutEffect(() => {
    const column = columns.find(({ blocks }) => blocks.some((block) => block.legId === cursor));
    const block = column?.blocks.find((one) => one.legId === cursor);
    if (column && block) place.current = { columnId: column.id, from: block.from };
    if (hadFocus.current && document.activeElement === document.body) focusLeg(cursor);
  }, [columns, cursor, focusLeg]);
  useRequestedFocus(columns, date, cursor, focusLeg);
  return { cursor, setCursor, focusLeg };
}

function near(columns: readonly Column[], place: { columnId: string; from: number } | undefined): string | undefined {
  const column = columns.find(({ id }) => id === place?.columnId);
  return column && place ? nearest(column, place.from) : undefined;
}

/** Browsers drop the focus without an event when its element is removed: remember whether it was ours. */
function useFocusMemory(scroller: RefObject<HTMLElement | null>, hadFocus: RefObject<boolean>): void {
  useEffect(() => {
    const hear = (event: FocusEvent) => {
      hadFocus.current = scroller.current?.contains(event.target as Node) ?? false;
    };
    const pressed = (event: PointerEvent) => {
      if (!scroller.current?.contains(event.target as Node)) hadFocus.current = false;
    };
    document.addEventListener('focusin', hear);
    document.addEventListener('pointerdown', pressed);
    return () => {
      document.removeEventListener('focusin', hear);
      document.removeEventListener('pointerdown', pressed);
    };
  }, [scroller, hadFocus]);
}

/** Somebody asked for the focus (a visit just booked, a panel that closed): given as soon as the visit is drawn. */
function useRequestedFocus(
  columns: readonly Column[],
  date: LocalDate,
  cursor: string | undefined,
  focusLeg: (legId: string | undefined) => void,
): void {
  const { focusVisit, focusLeg: asked, focusDay = date, orTabStop } = useStore(boardStore, (state) => state);
  useEffect(() => {
    if (focusDay !== date || (!focusVisit && !asked && !orTabStop)) return;
    const blocks = columns.flatMap((column) => column.blocks);
    const found = blocks.find((block) => block.legId === asked) ?? blocks.find((block) => block.visitId === focusVisit);
    if (!found && !orTabStop) return;
    requestAnswered();
    focusLeg(found?.legId ?? cursor);
  }, [columns, date, cursor, focusVisit, asked, focusDay, orTabStop, focusLeg]);
}
