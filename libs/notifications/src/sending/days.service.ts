import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { dayInterval, type LocalDate } from '#kernel';
import type { Reader } from '#platform';
import { VisitsService, type PractitionerLeg } from '#scheduling';
import { OUTSTANDING, type DueMessage } from '../messages/message.types.js';

/** What a practitioner has to do on a local day. */
export type LegsOfDay = (message: DueMessage) => readonly PractitionerLeg[];

/** The days that digests tell of. */
@Injectable()
export class Days {
  constructor(
    private readonly clinic: ClinicService,
    private readonly visits: VisitsService,
  ) {}

  /** In one read for all that have not left: those tell of one day or two. What has left has its text. */
  async of(reader: Reader, digests: readonly DueMessage[]): Promise<LegsOfDay> {
    const waiting = digests.filter((message) => OUTSTANDING.includes(message.status));
    if (waiting.length === 0) return () => [];
    const { locations } = await this.clinic.snapshot(reader);
    const dayOf = (message: DueMessage) => dayInterval(message.about as LocalDate, locations.get(message.locationId)!.timeZone);
    const days = waiting.map(dayOf);
    const window = { start: Math.min(...days.map((day) => day.start)), end: Math.max(...days.map((day) => day.end)) };
    const legs = await this.visits.legsOfPractitioners(reader, [...new Set(waiting.map((message) => message.recipientId))], window);
    return (message) => {
      const { start, end } = dayOf(message);
      return legs.filter((leg) => leg.practitionerId === message.recipientId && leg.start >= start && leg.start < end);
    };
  }
}
