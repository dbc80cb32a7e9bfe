import { useEffect, useRef, type RefObject } from 'react';

/**
 * What had the focus may go away with a step (a button that is no longer offered, a form that closes): then the box around
 * it takes the focus, so that Tab goes on from there. Put `tabIndex={-1}` on the box.
 */
export function useFocusBack(box: RefObject<HTMLElement | null>): void {
  const inside = useRef(false);
  useEffect(() => {
    const look = (event: Event) => {
      inside.current = box.current?.contains(event.target as Node) ?? false;
    };
    document.addEventListener('focusin', look);
    document.addEventListener('pointerdown', look);
    return () => {
      document.removeEventListener('focusin', look);
      document.removeEventListener('pointerdown', look);
    };
  }, [box]);
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) box.current?.focus({ preventScroll: true });
  });
}
