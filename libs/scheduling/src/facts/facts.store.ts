import { Injectable } from '@nestjs/common';
import { ClinicService, type ClinicSnapshot, type Location, massageServiceIds } from '#clinic';
import { addDays, type Interval, localDateOf, startOfDay } from '#kernel';
import type { Reader } from '#platform';
import { MAX_RESERVATION_MS } from '../scheduling.migrations.js';
import type { Busy, Facts, HandsOn } from './facts.js';
import { isLimited } from './hands-on.rules.js';

export interface FactsRequest {
  now: number;
  snapshot: ClinicSnapshot;
  location: Location;
  window: Interval;
  practitionerIds: readonly string[];
  /** Rooms and the patient. */
  otherResourceIds: readonly string[];
  /** A visit or hold whose own reservations do not count. */
  ignoreClaims?: readonly string[];
}

/** Whose massage counts, and when. */
export type HandsOnRequest = Pick<FactsRequest, 'snapshot' | 'location' | 'window' | 'practitionerIds' | 'ignoreClaims'>;

type BusyRow = readonly [resourceId: string, start: number, end: number, claimId: string, expiresAt: number | null];
type HandsOnRow = readonly [practitionerId: string, start: number, end: number, visitId: string];

@Injectable()
export class FactsStore {
  constructor(private readonly clinic: ClinicService) {}

  /** Three queries at most, each bounded by the window and independent of how much history there is. */
  async load(reader: Reader, request: FactsRequest): Promise<Facts> {
    const { window, practitionerIds, snapshot } = request;
    const resources = [...practitionerIds, ...request.otherResourceIds];
    // One after the other: inside a Postgres transaction there is one connection, which takes one query at a time.
    const absences = await this.clinic.absences(reader, { practitionerIds: [...practitionerIds], locationId: request.location.id, window });
    const { busy, hasExpired } = await this.busy(reader, resources, request);
    const handsOn = await this.handsOn(reader, request);
    return { now: request.now, snapshot, location: request.location, window, absences, busy, handsOn, hasExpired };
  }

  private async busy(
    reader: Reader,
    resources: readonly string[],
    request: FactsRequest,
  ): Promise<{ busy: Map<string, Busy[]>; hasExpired: boolean }> {
    const { window, now } = request;
    const rows = await reader.raw<BusyRow>(
      `select resource_id, start_at, end_at, claim_id, expires_at from reservation
       where resource_id in (??) and start_at > ? and start_at < ? and end_at > ?
       order by resource_id, start_at`,
      [resources, window.start - MAX_RESERVATION_MS, window.end, window.start],
    );
    const busy = new Map<string, Busy[]>();
    for (const id of resources) busy.set(id, []);
    const ignored = request.ignoreClaims ?? [];
    let hasExpired = false;
    let list: Busy[] = [];
    let listed: string | undefined;
    for (const [resourceId, start, end, claimId, expiresAt] of rows) {
      if (ignored.includes(claimId)) continue;
      if (expiresAt !== null && expiresAt <= now) {
        hasExpired = true;
        continue;
      }
      if (resourceId !== listed) list = busy.get((listed = resourceId))!;
      list.push({ start, end, claimId });
    }
    return { busy, hasExpired };
  }

  /** Massage of those who have limits, on the local days that the window touches. */
  async handsOn(reader: Reader, request: HandsOnRequest): Promise<HandsOn[]> {
    const { snapshot, window, location } = request;
    const limited = request.practitionerIds.filter((id) => {
      const practitioner = snapshot.practitioners.get(id);
      return practitioner !== undefined && isLimited(practitioner);
    });
    if (limited.length === 0) return [];
    const massages = massageServiceIds(snapshot);
    // Budget and breaks are per local day, which may have begun before the window and end after it.
    const dayOf = (instant: number) => localDateOf(instant, location.timeZone);
    const from = startOfDay(dayOf(window.start), location.timeZone);
    const to = startOfDay(addDays(dayOf(window.end), 1), location.timeZone);
    const rows = await reader.raw<HandsOnRow>(
      `select practitioner_id, start_at, end_at, visit_id from leg
       where practitioner_id in (??) and start_at >= ? and start_at < ? and service_id in (??) and status not in ('cancelled', 'no-show')`,
      [limited, from, to, massages],
    );
    const ignored = request.ignoreClaims ?? [];
    const handsOn: HandsOn[] = [];
    for (const [practitionerId, start, end, visitId] of rows) {
      if (!ignored.includes(visitId)) handsOn.push({ practitionerId, start, end, visitId });
    }
    return handsOn;
  }
}
