import { Injectable } from '@nestjs/common';
import { ClinicService, openIntervals, type Absence, type Practitioner } from '#clinic';
import { clip, instantFormatter, localDays, normalize, notFound, type Interval, type LocalDate, type LocalDay } from '#kernel';
import { ChangeFeed, Database } from '#platform';
import { FactsStore } from '../facts/facts.store.js';
import { handsOnDays, minutesOf } from '../facts/hands-on.rules.js';
import { HoldView } from '../holds/holds.dto.js';
import { HoldStore } from '../holds/hold.store.js';
import { VisitStore } from '../visits/visit.store.js';
import { VisitViews } from '../visits/visit.view.js';
import { BoardView, type BoardHandsOn } from './board.dto.js';

/** A board with more visits than this on one day at one site is a mistake in the data. */
const MAX_VISITS = 2000;

/** One day of one location in one request: who works when, every visit, every live hold. */
@Injectable()
export class BoardService {
  constructor(
    private readonly db: Database,
    private readonly clinic: ClinicService,
    private readonly visits: VisitStore,
    private readonly holds: HoldStore,
    private readonly views: VisitViews,
    private readonly feed: ChangeFeed,
    private readonly facts: FactsStore,
  ) {}

  async day(now: number, locationId: string, date: LocalDate): Promise<BoardView> {
    const reader = this.db.reader;
    // Read first: a change that lands while the rest is read is seen again, never missed.
    const change = await this.feed.latest();
    const snapshot = await this.clinic.snapshot(reader);
    const location = snapshot.locations.get(locationId);
    if (!location) throw notFound('location');
    const [window] = localDays(date, date, location.timeZone) as [LocalDay];
    const here = [...snapshot.practitioners.values()].filter((one) => one.locationIds.includes(locationId));
    const absences = await this.clinic.absences(reader, { practitionerIds: here.map((one) => one.id), locationId, window });
    const visits = await this.visits.list(reader, { window, locationId, limit: MAX_VISITS });
    const practitionerIds = here.map((one) => one.id);
    const handsOn = await this.facts.handsOn(reader, { snapshot, location, window, practitionerIds });
    const holds = await this.holds.live(reader, locationId, window, now);
    const massage = handsOnDays({ handsOn, location });
    const at = instantFormatter(location.timeZone);
    return {
      locationId,
      timeZone: location.timeZone,
      date,
      dayStart: at(window.start),
      dayEnd: at(window.end),
      gridMinutes: location.gridMinutes,
      columns: here.map((one) => {
        const own = absences.filter((absence: Absence) => absence.practitionerId === undefined || absence.practitionerId === one.id);
        const open = openIntervals(snapshot.workingSpans.get(one.id) ?? [], locationId, [window], own);
        return {
          practitionerId: one.id,
          displayName: one.displayName,
          discipline: one.discipline,
          handsOn: budgetOf(one, massage.get(one.id)?.get(date)),
          open: clip(normalize(open), window).map((span) => ({ start: at(span.start), end: at(span.end) })),
        };
      }),
      rooms: snapshot.rooms.filter((room) => room.locationId === locationId).map(({ id, name, kind }) => ({ id, name, kind })),
      visits: await this.views.many(reader, visits),
      holds: holds.map((hold) => HoldView.of(hold, location.timeZone)),
      change,
    };
  }
}

function budgetOf({ handsOnMinutesPerDay }: Practitioner, legs: readonly Interval[] | undefined): BoardHandsOn | undefined {
  return handsOnMinutesPerDay === undefined ? undefined : { budgetMinutes: handsOnMinutesPerDay, bookedMinutes: minutesOf(legs) };
}
