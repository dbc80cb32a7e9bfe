import type { Catalog } from '../api/queries';
import type { Visit } from '../api/types';
import { preferences } from '../preferences';
import { choosePatient } from './choose-patient';
import { formAgain, initialForm } from './find-form';
import { findStore } from './find.store';
import { releaseHold } from './release-hold';

/** Fills the find panel with what a visit was, for the same patient. */
export function findAgain(visit: Visit, catalog: Catalog): void {
  releaseHold();
  choosePatient(visit.patient);
  findStore.set({ form: formAgain(visit, initialForm(catalog, preferences.get().find), catalog), from: undefined, taken: undefined });
}
