import { useEffect, useState } from 'react';
import { focusFirstWrong } from '../shell/focus-wrong';
import type { Slot } from './wording-edits';

const ADVICE_SHOWN = 'advice';

/** Shows words that are to be mended, and leads the next key to the field that says why. Call after what else leads it. */
export function useMending(shown: Slot | undefined, show: (slot: Slot | undefined) => void): (slot: Slot | undefined) => void {
  const [wanted, setWanted] = useState<string>();
  const place = shown?.key ?? ADVICE_SHOWN;
  useEffect(() => {
    if (wanted !== place) return;
    setWanted(undefined);
    focusFirstWrong();
  }, [wanted, place]);
  return (slot) => {
    setWanted(slot?.key ?? ADVICE_SHOWN);
    show(slot);
  };
}
