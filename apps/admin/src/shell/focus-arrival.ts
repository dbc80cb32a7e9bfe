import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/** A layer that closes (the palette) gives the focus back first. */
const AFTER_MS = 40;
const AGAIN_MS = 40;
/** A panel shows when its data are there; what was pressed may go away a moment later than the page changes. */
const GIVE_UP_MS = 1500;

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Whoever navigates wants the next key to go to what opens, wherever the focus is now. */
    takesFocus?: boolean;
  }
}

/** Makes the heading the place from which Tab goes on. False when there is none yet. */
export function focusHeading(isPanel = false): boolean {
  const heading = document.querySelector<HTMLElement>(isPanel ? '#main aside h2' : '#main h1');
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
    const end = performance.now() + GIVE_UP_MS;
    let timer = 0;
    const attempt = () => {
      if ((takes || isLost()) && focusHeading(opened !== undefined)) return;
      if (performance.now() > end) return;
      timer = window.setTimeout(attempt, AGAIN_MS);
    };
    timer = window.setTimeout(attempt, AFTER_MS);
    return () => clearTimeout(timer);
  }, [place, opened, takes]);
}
