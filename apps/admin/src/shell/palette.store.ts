import { createSpotlight } from '@mantine/spotlight';

/** The palette's own store, so that results that arrive late can be put under Enter. */
export const [paletteStore, palette] = createSpotlight();

/** Puts the first entry under Enter, as the kit does after each letter. */
export function selectFirst(): void {
  const list = document.getElementById(paletteStore.getState().listId);
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected');
  const first = list?.querySelector('[data-action]');
  first?.setAttribute('data-selected', 'true');
  paletteStore.updateState((state) => ({ ...state, selected: first ? 0 : -1 }));
}

export function selectedText(): string {
  const list = document.getElementById(paletteStore.getState().listId);
  return list?.querySelector('[data-selected]')?.textContent ?? '';
}
