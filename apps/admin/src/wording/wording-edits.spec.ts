import { describe, expect, it } from '@jest/globals';
import type { AdviceWording, KindWording } from '../api/wording.js';
import {
  changedAdvice,
  editsSince,
  editsTo,
  hasPlaces,
  isAdviceOvertaken,
  isChanged,
  isOvertaken,
  publicationOf,
  slotsOf,
  UNCHANGED,
  withAdvice,
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

  it('of advice are overtaken alike', () => {
    const withOwn = (own: string): AdviceWording => ({ ...advice, languages: [{ ...advice.languages[0]!, own }, advice.languages[1]!] });
    const begun = withAdvice(UNCHANGED, advice, 'en', 'Mine.');
    expect(isAdviceOvertaken(advice, 'en', begun)).toBe(false);
    expect(isAdviceOvertaken(withOwn('Theirs.'), 'en', begun)).toBe(true);
    expect(isAdviceOvertaken(withOwn('Mine.'), 'en', begun)).toBe(false);
    expect(isAdviceOvertaken(withOwn('Theirs.'), 'es', begun)).toBe(false);
    expect(isAdviceOvertaken(withOwn('Theirs.'), 'en', withAdvice(begun, withOwn('Theirs.'), 'en', 'Mine!'))).toBe(true);
    expect(isAdviceOvertaken(withOwn('Theirs.'), 'en', withAdvice(begun, withOwn('Theirs.'), 'en', 'Theirs.'))).toBe(false);
  });

  it('that were typed while others were on their way are kept, and nobody overtook them', () => {
    const slot = slotWith();
    const current = { kinds: [kindWith()], advice: [advice] };
    const sent = withAdvice(withWords(UNCHANGED, slot, { ...RELEASED, subject: 'Soon' }), advice, 'en', 'Wear shorts.');
    expect(editsSince(sent, sent, current)).toEqual(UNCHANGED);
    const later = withAdvice(withWords(sent, slot, { ...RELEASED, subject: 'Sooner' }), advice, 'en', 'Wear short shorts.');
    const kept = editsSince(later, sent, current);
    const after = slotWith({ ...RELEASED, subject: 'Soon' });
    const adviceAfter = { ...advice, languages: [{ ...advice.languages[0]!, own: 'Wear shorts.' }, advice.languages[1]!] };
    expect([wordsOf(after, kept)?.subject, isChanged(after, kept), isOvertaken(after, kept)]).toEqual(['Sooner', true, false]);
    expect([changedAdvice([adviceAfter], kept), isAdviceOvertaken(adviceAfter, 'en', kept)]).toEqual([['shorts|en'], false]);
    // Sent as released, and typed in again since.
    const back = withWords(UNCHANGED, slotWith(OWN), undefined);
    const again = editsSince(withWords(back, slotWith(OWN), OWN), back, { kinds: [kindWith(OWN)], advice: [advice] });
    expect([isChanged(slot, again), isOvertaken(slot, again)]).toEqual([true, false]);
    const cleared = withAdvice(UNCHANGED, advice, 'es', '');
    const typedOn = editsSince(withAdvice(cleared, advice, 'es', 'Falda.'), cleared, current);
    const esAfter = { ...advice, languages: [advice.languages[0]!, { ...advice.languages[1]!, own: undefined }] };
    expect(isAdviceOvertaken(esAfter, 'es', typedOn)).toBe(false);
  });

  it('become those of an earlier version: what it worded, and as released what it did not', () => {
    const other = (own?: Words): KindWording => ({ ...kindWith(own), id: 'patient/change' });
    const earlier = {
      kinds: [kindWith(OWN), other()],
      advice: [{ ...advice, languages: [{ ...advice.languages[0]!, own: 'Wear shorts.' }] }],
    };
    const current = { kinds: [kindWith(), other(OWN)], advice: [advice] };
    const edits = editsTo(earlier, current);
    expect(publicationOf(current, edits)).toEqual({
      wordings: [{ kind: 'patient/reminder', form: 'usual', language: 'en', subject: 'See you', body: '{day}, {time}!', text: undefined }],
      advice: [{ code: 'shorts', language: 'en', text: 'Wear shorts.' }],
    });
    expect(slotsOf(current.kinds).some((slot) => isOvertaken(slot, edits))).toBe(false);
    expect(editsTo(current, current)).toEqual(UNCHANGED);
  });

  it('of advice are as released when nothing is typed', () => {
    expect(changedAdvice([advice], withAdvice(UNCHANGED, advice, 'en', ' '))).toEqual([]);
    const edits = withAdvice(withAdvice(UNCHANGED, advice, 'en', 'Wear shorts.'), advice, 'es', '');
    expect(changedAdvice([advice], edits)).toEqual(['shorts|en', 'shorts|es']);
    expect(publicationOf({ kinds: [], advice: [advice] }, edits).advice).toEqual([
      { code: 'shorts', language: 'en', text: 'Wear shorts.' },
    ]);
    expect([hasPlaces('Wear {this}.'), hasPlaces('Wear (this).')]).toEqual([true, false]);
  });
});
