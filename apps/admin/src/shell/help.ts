import { createStore } from '../store';

export const help = createStore<{ open: boolean }>({ open: false });
