import { createStore, type Store } from './store';

/** Wishes of this desk, kept in the browser. Never anything about a patient. */
export interface Preferences {
  locationId?: string;
  /** Pixels of a quarter of an hour. */
  rowHeight: number;
  showRooms: boolean;
  hiddenGroups: string[];
  singleKeys: boolean;
  find: FindDefaults;
}

export interface FindDefaults {
  hostServiceCode?: string | null;
  spotServiceCode?: string | null;
  order?: 'after' | 'before' | 'either';
  maxWait?: number;
  days?: 'day' | 'week' | 'range';
}

const KEY = 'spotwork.preferences';
const DEFAULTS: Preferences = { rowHeight: 24, showRooms: false, hiddenGroups: [], singleKeys: true, find: {} };

export const preferences: Store<Preferences> = createStore({ ...DEFAULTS, ...read() });

preferences.subscribe(() => {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences.get()));
  } catch {
    // Private windows and full disks: the wish holds until the tab closes.
  }
});

function read(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>;
  } catch {
    return {};
  }
}
