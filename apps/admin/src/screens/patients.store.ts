import { createStore } from '../store';

/** What was typed into the patient search stays while the desk looks elsewhere; names never go into the address. */
export const patientsStore = createStore<{ query: string; creating: boolean }>({ query: '', creating: false });
