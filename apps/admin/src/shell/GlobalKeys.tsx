import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { undoLast } from './actions';
import { help } from './help';
import { GO, goKeys, useKeys } from './keys';
import { palette } from './palette.store';

/** Keys that work on every screen: `G` then a letter, undo, colours, help. */
export function GlobalKeys() {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const go = (letter: keyof typeof GO) => (event: KeyboardEvent) => {
    if (!goKeys.ends(event)) return;
    goKeys.done();
    event.preventDefault();
    void navigate({ to: GO[letter] });
  };
  useKeys({
    g: goKeys.begin,
    b: go('b'),
    p: go('p'),
    r: go('r'),
    c: go('c'),
    v: go('v'),
    m: go('m'),
    e: go('e'),
    u: go('u'),
    x: go('x'),
    z: () => void undoLast(),
    D: () => setColorScheme(dark ? 'light' : 'dark'),
    '?': () => help.set({ open: true }),
    '/': (event) => {
      event.preventDefault();
      palette.open();
    },
  });
  usePaletteKey();
  return null;
}

/** Works while somebody types, and before the palette itself is loaded. */
function usePaletteKey(): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      palette.toggle();
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, []);
}
