import type { Interval } from '#kernel';
import type { Area, Location, Practitioner, Room, Service, Technique, WorkingSpan } from '../clinic.types.js';

/** What a clinic file says, with ids derived from its keys: `ana-silva` is `prac_ana-silva`, always. */
export interface ClinicFile {
  name: string;
  /** Not in the file: who applies it may say that its people are demo people. Absent: as they are, new ones are real. */
  demo?: boolean;
  locations: Omit<Location, 'version'>[];
  rooms: Omit<Room, 'version'>[];
  services: Omit<Service, 'version'>[];
  techniques: Technique[];
  areas: Area[];
  practitioners: Omit<Practitioner, 'version' | 'demo'>[];
  /** By practitioner id, in the order of the week. */
  workingSpans: Map<string, WorkingSpan[]>;
  closures: Closure[];
}

export interface Closure extends Interval {
  id: string;
  locationId: string;
  reason?: string;
}

/** One mistake in a clinic file. Lines and columns count from 1. */
export interface ClinicFileError {
  line: number;
  column: number;
  /** JSON Pointer of the place: `/practitioners/ana-silva/email`. */
  pointer: string;
  code: string;
  message: string;
}

export type ParsedClinicFile = { clinic: ClinicFile; errors?: undefined } | { clinic?: undefined; errors: ClinicFileError[] };

export type DiffType = 'location' | 'room' | 'area' | 'technique' | 'service' | 'practitioner' | 'closure';

export interface DiffItem {
  type: DiffType;
  id: string;
  name: string;
}

export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/** What applying a clinic file would do. `notInFile` is only reported: visits may refer to it, so it stays. */
export interface ClinicDiff {
  created: DiffItem[];
  changed: (DiffItem & { fields: FieldChange[] })[];
  unchanged: DiffItem[];
  notInFile: DiffItem[];
}
