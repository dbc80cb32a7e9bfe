import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/** A layer that closes (the palette) gives the focus back first. */
const AFTER_MS = 40;
const AGAIN_MS = 40;
/** What was pressed may go away a moment later than the page changes. */
const GIVE_UP_MS = 1500;
/** A page or panel has its heading when its data are there, on a slow line late; whoever goes on by hand meanwhile ends it. */
const GIVE_UP_WITHOUT_MS = 15_000;
const BY_HAND = ['keydown', 'pointerdown'] as const;
/** Pressed alone they lead nowhere: a screen reader is silenced with one. */
const MODIFIERS: readonly string[] = ['Control', 'Shift', 'Alt', 'Meta'];

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Whoever navigates wants the next key to go to what opens, wherever the focus is now. */
    takesFocus?: boolean;
  }
}

function headingOf(isPanel: boolean): HTMLElement | null {
  return document.querySelector<HTMLElement>(isPanel ? '#main aside h2' : '#main h1');
}

/** Makes the heading the place from which Tab goes on. False when there is none yet. */
export function focusHeading(isPanel = false): boolean {
  const heading = headingOf(isPanel);
  if (!heading) return false;
  heading.tabIndex = -1;
  heading.focus();
  return true;
}

const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

/**
 * A link goes away with the page that it stood on, and the focus with it: it goes to the heading of what was opened, a panel
 * or a page. A page that leads the focus itself keeps it, and so does whatever is still there.
 */
export function useFocusOnArrival(): void {
  // Where one is, not where one is going: until a page is loaded, the old one is still there with its links.
  const { pathname, search, state } = useRouterState({ select: ({ resolvedLocation, location }) => resolvedLocation ?? location });
  const { patient, request } = search as { patient?: string; request?: string };
  const opened = patient ?? request;
  const place = `${pathname} ${opened ?? ''}`;
  const takes = state.takesFocus === true;
  const last = useRef(place);
  useEffect(() => {
    if (last.current === place) return;
    last.current = place;
    const isPanel = opened !== undefined;
    const since = performance.now();
    let timer = 0;
    const attempt = () => {
      if ((takes || isLost()) && focusHeading(isPanel)) return;
      if (performance.now() - since > (headingOf(isPanel) ? GIVE_UP_MS : GIVE_UP_WITHOUT_MS)) return;
      timer = window.setTimeout(attempt, AGAIN_MS);
    };
    timer = window.setTimeout(attempt, AFTER_MS);
    const stop = (event: Event) => {
      if (!(event instanceof KeyboardEvent && MODIFIERS.includes(event.key))) clearTimeout(timer);
    };
    for (const event of BY_HAND) document.addEventListener(event, stop, true);
    return () => {
      clearTimeout(timer);
      for (const event of BY_HAND) document.removeEventListener(event, stop, true);
    };
  }, [place, opened, takes]);
}
