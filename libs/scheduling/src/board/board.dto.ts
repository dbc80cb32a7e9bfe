import { IsId, IsLocalDate } from '#platform';
import { HoldView } from '../holds/holds.dto.js';
import { VisitView } from '../visits/visit.view.dto.js';

export class BoardQuery {
  @IsId()
  locationId: string;

  /** A local date of the location. */
  @IsLocalDate()
  date: string;
}

export class SpanView {
  start: string;
  end: string;
}

export class BoardHandsOn {
  budgetMinutes: number;
  bookedMinutes: number;
}

export class BoardColumn {
  practitionerId: string;
  displayName: string;
  discipline: string;
  /** When they work on that day. */
  open: SpanView[];
  /** Massage on that day, of somebody who has a daily budget. */
  handsOn?: BoardHandsOn;
}

export class BoardRoom {
  id: string;
  name: string;
  kind: string;
}

export class BoardView {
  locationId: string;
  timeZone: string;
  date: string;
  dayStart: string;
  dayEnd: string;
  gridMinutes: number;
  columns: BoardColumn[];
  rooms: BoardRoom[];
  visits: VisitView[];
  holds: HoldView[];
  /** The number of the last change that is surely included. */
  change: number;
}
