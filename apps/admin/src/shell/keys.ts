import { useEffect, useRef } from 'react';
import { preferences } from '../preferences';

export type KeyBindings = Record<string, (event: KeyboardEvent) => void>;

const TEXT_INPUTS = new Set(['text', 'search', 'email', 'password', 'tel', 'url', 'number', 'date', 'time']);

/** Is somebody writing there? Then letters are letters. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return TEXT_INPUTS.has(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Layers that own the keyboard while they are open. */
function inLayer(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
}

/** Where `G` and a letter lead. */
export const GO = {
  b: '/',
  p: '/patients',
  r: '/referrals',
  c: '/clearances',
  v: '/review',
  m: '/messages',
  e: '/messages/exceptions',
  u: '/messages/upcoming',
  x: '/mailbox',
} as const;
const SEQUENCE_MS = 1200;
let pressedG = -Infinity;

/** `G`, then a letter. Who else has a use for the letter asks here first. */
export const goKeys = {
  begin: (event: Pick<KeyboardEvent, 'timeStamp'>): void => {
    pressedG = event.timeStamp;
  },
  ends: ({ key, timeStamp }: Pick<KeyboardEvent, 'key' | 'timeStamp'>): boolean =>
    key.toLowerCase() in GO && timeStamp - pressedG <= SEQUENCE_MS,
  done: (): void => {
    pressedG = -Infinity;
  },
};

const layers: (() => void)[] = [];

/**
 * Esc closes the layer on top, and nothing that lies behind it. The kit's own Esc lets the key go on, and by the time the
 * screen behind hears it, no trace of the layer is left: give such a layer `closeOnEscape={false}`.
 */
export function useLayerEscape(open: boolean, close: () => void): void {
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  });
  useEffect(() => {
    if (!open) return;
    const own = () => latest.current();
    const hear = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || layers.at(-1) !== own) return;
      event.preventDefault();
      event.stopPropagation();
      own();
    };
    layers.push(own);
    window.addEventListener('keydown', hear, true);
    return () => {
      layers.splice(layers.indexOf(own), 1);
      window.removeEventListener('keydown', hear, true);
    };
  }, [open]);
}

/**
 * Single-key commands of a screen, by `event.key` (letters in lower case). They sleep while somebody types or a layer is open,
 * and can be switched off in the help sheet (WCAG 2.1.4). A handler that has a use for the key calls `preventDefault`.
 */
export function useKeys(bindings: KeyBindings): void {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || inLayer(event.target)) return;
      const printable = event.key.length === 1;
      if (printable && !preferences.get().singleKeys) return;
      const name = printable && !event.shiftKey ? event.key.toLowerCase() : event.key;
      latest.current[name]?.(event);
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, []);
}
