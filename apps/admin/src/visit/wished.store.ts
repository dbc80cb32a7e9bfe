import { useEffect } from 'react';
import { createStore, useStore } from '../store';

/** What a key on the board wants of a visit whose panel may not be there yet: to be asked whether to cancel it, or about a leg. */
interface Wish {
  visitId?: string;
  /** Absent: the whole visit is to be cancelled. */
  startLeg?: string;
}

const wished = createStore<Wish>({});

/** The last wish is the one that counts. */
export const wish = ({ visitId, startLeg }: Wish = {}): void => wished.set({ visitId, startLeg });

/** Does what was wished of a visit, or of its leg, once, as soon as what calls it is there. */
export function useWish(visitId: string, startLeg: string | undefined, act: () => void): void {
  const isWished = useStore(wished, (state) => state.visitId === visitId && state.startLeg === startLeg);
  useEffect(() => {
    if (!isWished) return;
    wish();
    act();
  }, [isWished, act]);
}

/** Of a visit that is not shown any more, or never was, nothing is wished: it would ask later what nobody wanted. */
export function useWishesOf(shown: string | undefined): void {
  useEffect(() => {
    if (wished.get().visitId !== shown) wish();
  }, [shown]);
  useEffect(() => () => wish(), []);
}
