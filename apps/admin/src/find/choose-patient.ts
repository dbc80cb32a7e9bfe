import { findStore, type ChosenPatient } from './find.store';
import { releaseHold } from './release-hold';

/** Who the call is about. Nothing of one patient may reach the next: no referral, no plan, no note, no time held for them. */
export function choosePatient(next: ChosenPatient | undefined): void {
  const { patient, form, held } = findStore.get();
  if (patient?.id === next?.id) {
    findStore.set({ patient: next });
    return;
  }
  // A time that was held before anybody was named goes to whoever is named first.
  if (held?.patientId !== undefined && held.patientId !== next?.id) releaseHold();
  const plan = patient ? { areas: [], techniques: [], notes: '', bringAid: false } : {};
  const theirs = { ...plan, referralId: undefined, sameReferralId: undefined, ignoreWishes: undefined };
  findStore.set({ patient: next, taken: undefined, form: form && { ...form, ...theirs } });
}
