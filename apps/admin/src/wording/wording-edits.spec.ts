import { describe, expect, it } from '@jest/globals';
import type { AdviceWording, KindWording } from '../api/wording.js';
import {
  changedAdvice,
  hasPlaces,
  isChanged,
  isOvertaken,
  publicationOf,
  slotsOf,
  UNCHANGED,
  withWords,
  wordsOf,
  type Words,
} from './wording-edits.js';

const RELEASED: Words = { subject: 'Reminder', body: '{day}, {time}', text: '{shortDay} {time}' };
const OWN: Words = { subject: 'See you', body: '{day}, {time}!', text: '' };
const kindWith = (own?: Words): KindWording => ({
  id: 'patient/reminder',
  kind: 'reminder',
  recipient: 'patient',
  because: [],
  mustName: [],
  carriesAdvice: true,
  forms: [{ form: 'usual', languages: [{ language: 'en', released: RELEASED, own }, { language: 'es' }] }],
});
const advice: AdviceWording = {
  code: 'shorts',
  because: '',
  languages: [
    { language: 'en', released: 'Shorts are practical.' },
    { language: 'es', released: 'Pantalones cortos.', own: 'Traiga pantalones cortos.' },
  ],
};
const slotWith = (own?: Words) => slotsOf([kindWith(own)])[0]!;

describe('words of a clinic that are not published yet', () => {
  it('take the place of the published ones, and of nothing else', () => {
    const slot = slotWith(OWN);
    const edits = withWords(UNCHANGED, slot, { ...OWN, subject: 'Soon' });
    expect(wordsOf(slot, edits)?.subject).toBe('Soon');
    expect(isChanged(slot, edits)).toBe(true);
    expect(isChanged(slot, withWords(edits, slot, { ...OWN, subject: ' See you ' }))).toBe(false);
    expect(wordsOf(slot, withWords(edits, slot, undefined))).toEqual(RELEASED);
  });

  it('are published with all that the clinic has worded already, and without what is as released', () => {
    const other = { ...kindWith(OWN), id: 'patient/change' };
    const kind = kindWith();
    const typed = withWords(UNCHANGED, slotWith(), { ...RELEASED, subject: ' Soon ', text: '' });
    expect(publicationOf({ kinds: [kind, other], advice: [advice] }, typed)).toEqual({
      wordings: [
        { kind: 'patient/reminder', form: 'usual', language: 'en', subject: 'Soon', body: '{day}, {time}', text: undefined },
        { kind: 'patient/change', form: 'usual', language: 'en', subject: 'See you', body: '{day}, {time}!', text: undefined },
      ],
      advice: [{ code: 'shorts', language: 'es', text: 'Traiga pantalones cortos.' }],
    });
    const back = withWords(typed, slotWith(OWN), undefined);
    expect(publicationOf({ kinds: [kindWith(OWN)], advice: [] }, back).wordings).toEqual([]);
  });

  it('add a language that was not released, and leave it out again', () => {
    const [, spanish] = slotsOf([kindWith()]);
    expect(wordsOf(spanish!, UNCHANGED)).toBeUndefined();
    const added = withWords(UNCHANGED, spanish!, OWN);
    expect(publicationOf({ kinds: [kindWith()], advice: [] }, added).wordings).toHaveLength(1);
    expect(isChanged(spanish!, withWords(added, spanish!, undefined))).toBe(false);
  });

  it('are overtaken by what another publishes, and only by that', () => {
    const begun = withWords(UNCHANGED, slotWith(), { ...RELEASED, subject: 'Mine' });
    expect(isOvertaken(slotWith(), begun)).toBe(false);
    expect(isOvertaken(slotWith(OWN), begun)).toBe(true);
    expect(isOvertaken(slotWith({ ...RELEASED, subject: 'Mine' }), begun)).toBe(false);
    // Whoever goes on typing has not seen theirs yet.
    expect(isOvertaken(slotWith(OWN), withWords(begun, slotWith(OWN), { ...RELEASED, subject: 'Mine!' }))).toBe(true);
  });

  it('of advice are as released when nothing is typed', () => {
    expect(changedAdvice([advice], { ...UNCHANGED, advice: { 'shorts|en': ' ' } })).toEqual([]);
    const edits = { ...UNCHANGED, advice: { 'shorts|en': 'Wear shorts.', 'shorts|es': '' } };
    expect(changedAdvice([advice], edits)).toEqual(['shorts|en', 'shorts|es']);
    expect(publicationOf({ kinds: [], advice: [advice] }, edits).advice).toEqual([
      { code: 'shorts', language: 'en', text: 'Wear shorts.' },
    ]);
    expect([hasPlaces('Wear {this}.'), hasPlaces('Wear (this).')]).toEqual([true, false]);
  });
});
