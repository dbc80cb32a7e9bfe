import { remove } from '../api/client';
import { findStore, showGhost } from './find.store';

/** Gives the time back; what the server says does not matter, it expires anyway. */
export async function releaseHold(): Promise<void> {
  const { held } = findStore.get();
  if (!held) return;
  findStore.set({ held: undefined });
  showGhost(undefined);
  await remove(`/holds/${held.hold.id}`).catch(() => undefined);
}
