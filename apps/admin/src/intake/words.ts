import type { RegionSide } from './regions';
import type { IntakeField } from './intake-values';

/** What the body map and the list beside it say. */
export interface MapWords {
  front: string;
  back: string;
  /** For whom the map shows which side where. */
  hint: string;
  /** How the keyboard moves on it; spoken, not shown. */
  keys: string;
  list: string;
  /** Letters at the figure's sides. */
  letters: Record<RegionSide, string>;
  sides: Record<RegionSide, string>;
  /** `Left shoulder`; without a side just the area. Begins or ends with the word of `sides`. */
  region: (name: string, side?: RegionSide) => string;
  unclear: string;
  /** Names of areas where the clinic's own do not fit the language. */
  areas?: Record<string, string>;
}

/** Everything that the form of an intake says, so that the desk, a patient and another language differ in words only. */
export interface IntakeWords {
  map: MapWords;
  fields: Record<IntakeField, string>;
  hints: Partial<Record<IntakeField, string>>;
  groups: { why: string; where: string; began: string; now: string; wishes: string };
  courses: Record<'acute' | 'chronic', string>;
  pressures: Record<'light' | 'medium' | 'firm', string>;
  yesNo: Record<'yes' | 'no', string>;
  notSaid: string;
  /** How far a region moves, in percent, in words; the desk types a number. */
  motionSteps?: Record<string, string>;
  percent: string;
  needsReferral: string;
  suggests: (techniques: string) => string;
  /** A refusal at a field, by its code; undefined: what the server says. */
  problem?: (code: string) => string;
}
