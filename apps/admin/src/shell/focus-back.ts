import { useEffect, useRef, type RefObject } from 'react';
import { focusHeading } from './focus-arrival';

const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** Hears where somebody goes, by key or by pointer, until what it answers is called. */
function onTouch(look: (event: Event) => void): () => void {
  document.addEventListener('focusin', look);
  document.addEventListener('pointerdown', look);
  return () => {
    document.removeEventListener('focusin', look);
    document.removeEventListener('pointerdown', look);
  };
}

/** A menu hangs at the end of the page, and may be gone together with its opener before it gives the focus back to that. */
function openerOf(target: Node): Node {
  const menu = target instanceof Element ? target.closest('[role="menu"]') : null;
  return document.getElementById(menu?.getAttribute('aria-labelledby') ?? '') ?? target;
}

/**
 * What had the focus may go away with a step (a button that is no longer offered, a form that closes): then the box around
 * it takes the focus, so that Tab goes on from there, or what is to be pressed `next`. Put `tabIndex={-1}` on the box.
 */
export function useFocusBack(box: RefObject<HTMLElement | null>, next = box): void {
  const inside = useRef(false);
  useEffect(() => {
    const look = (event: Event) => {
      inside.current = box.current?.contains(openerOf(event.target as Node)) ?? false;
    };
    return onTouch(look);
  }, [box]);
  useEffect(() => {
    const back = () => {
      if (inside.current && isLost()) next.current?.focus({ preventScroll: next === box });
    };
    back();
    // A part of the box may change without whoever has the box.
    const observer = new MutationObserver(back);
    if (box.current) observer.observe(box.current, { childList: true, subtree: true });
    return () => observer.disconnect();
  });
}

const CONTROLS = 'button, a[href], input, select, textarea';

/**
 * A row goes away with the button that was pressed in it: the same button of the row that takes its place has the focus then,
 * and where no row is left the heading of the page. For whoever asks for the rows; `box` may be gone with the last of them.
 */
export function useFocusNext(box: RefObject<HTMLElement | null>, rowsOf: 'li' | 'tbody tr'): void {
  const last = useRef<{ row: number; control: number }>(undefined);
  useEffect(() => {
    const look = ({ target }: Event) => {
      const rows = [...(box.current?.querySelectorAll(rowsOf) ?? [])];
      const row = rows.findIndex((one) => one.contains(target as Node));
      const control = [...(rows[row]?.querySelectorAll(CONTROLS) ?? [])].findIndex((one) => one.contains(target as Node));
      // Whoever marks a text in a row has pressed nothing in it.
      last.current = row < 0 || control < 0 ? undefined : { row, control };
    };
    return onTouch(look);
  }, [box, rowsOf]);
  useEffect(() => {
    if (!last.current || !isLost()) return;
    const { row, control } = last.current;
    const rows = [...(box.current?.querySelectorAll(rowsOf) ?? [])];
    const controls = (rows[row] ?? rows.at(-1))?.querySelectorAll<HTMLElement>(CONTROLS);
    const next = controls?.[control] ?? controls?.[0];
    if (next) next.focus();
    else if (focusHeading()) last.current = undefined;
  });
}

/** Of what makes way for a form: has the focus again when that closes, unless the focus has gone somewhere else. */
export function useFocusReturn<T extends HTMLElement>(isOpen: boolean): RefObject<T | null> {
  const opener = useRef<T>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current && !isOpen && isLost()) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return opener;
}
