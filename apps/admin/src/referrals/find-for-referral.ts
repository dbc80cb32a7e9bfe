import type { Catalog } from '../api/queries';
import type { ReferralCard } from '../api/types';
import { choosePatient } from '../find/choose-patient';
import { initialForm } from '../find/find-form';
import { findStore } from '../find/find.store';
import { releaseHold } from '../find/release-hold';
import { preferences } from '../preferences';

/** Fills the find panel with whom a referral is for and what it asks for. */
export function findForReferral({ id, patient, areas, techniques }: ReferralCard, catalog: Catalog): void {
  releaseHold();
  choosePatient(patient);
  const form = findStore.get().form ?? initialForm(catalog, preferences.get().find);
  findStore.set({ form: { ...form, referralId: id, areas, techniques }, taken: undefined });
}
