import { focusManager } from '@tanstack/react-query';

/** Well before the server's limit for a session without requests. */
const ALONE_AFTER_MS = 10 * 60_000;
const SIGNS_OF_LIFE = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

/**
 * Without a key or a pointer for ten minutes, queries stop asking by themselves: else they keep the session of a desk that
 * somebody left alive. The next sign of life asks again for what is old and lets the intervals go on.
 */
export function stopAskingWhenAlone(): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const live = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => focusManager.setFocused(false), ALONE_AFTER_MS);
    // Whether the tab is seen decides again.
    focusManager.setFocused(undefined);
  };
  for (const sign of SIGNS_OF_LIFE) addEventListener(sign, live, { capture: true, passive: true });
  live();
  return () => {
    clearTimeout(timer);
    for (const sign of SIGNS_OF_LIFE) removeEventListener(sign, live, { capture: true });
    focusManager.setFocused(undefined);
  };
}
