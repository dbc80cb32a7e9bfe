import type { NoteContent, SessionNote } from '../api/intake';
import type { AreaRef, Plan } from '../api/types';
import { given } from '../forms/fields';
import { chosen, motionOf, motionValues } from './intake-values';

/** A session note while it is written. */
export interface NoteValues {
  areas: AreaRef[];
  techniques: string[];
  pressure: string;
  /** Never guessed: somebody says so. */
  wasPainful: string;
  painfulHow: string;
  painBefore: string;
  painAfter: string;
  motion: Record<string, string>;
  adviceGiven: string;
  recommendation: string;
  notes: string;
}

/** What was planned is mostly what was done; everything else is for the therapist to say. */
export const plannedValues = (plan: Plan = {}): NoteValues => ({
  ...noteValues({ areas: plan.areas ?? [], techniques: plan.techniques ?? [] }),
  wasPainful: '',
});

export const noteValues = (note: Partial<SessionNote>): NoteValues => ({
  areas: note.areas ?? [],
  techniques: note.techniques ?? [],
  pressure: note.pressure ?? '',
  wasPainful: note.wasPainful ? 'yes' : 'no',
  painfulHow: note.painfulHow ?? '',
  painBefore: numberText(note.painBefore),
  painAfter: numberText(note.painAfter),
  motion: motionValues(note.rangeOfMotionAfter),
  adviceGiven: note.adviceGiven ?? '',
  recommendation: note.recommendation ?? '',
  notes: note.notes ?? '',
});

export function noteContent(values: NoteValues): NoteContent {
  const motion = motionOf(values.motion);
  const wasPainful = values.wasPainful === 'yes';
  return {
    areas: values.areas,
    techniques: values.techniques,
    pressure: chosen(values.pressure),
    wasPainful,
    painfulHow: wasPainful ? given(values.painfulHow) : undefined,
    painBefore: numberOf(values.painBefore),
    painAfter: numberOf(values.painAfter),
    rangeOfMotionAfter: motion.length > 0 ? motion : undefined,
    adviceGiven: given(values.adviceGiven),
    recommendation: chosen(values.recommendation),
    notes: given(values.notes),
  };
}

const numberText = (value: number | undefined): string => (value === undefined ? '' : String(value));
const numberOf = (text: string): number | undefined => (text === '' ? undefined : Number(text));
