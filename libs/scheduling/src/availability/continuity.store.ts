import { Injectable } from '@nestjs/common';
import { type ClinicSnapshot, massageServiceIds } from '#clinic';
import type { Reader } from '#platform';
import { usualTherapistOf, usualWindow } from './continuity.rules.js';

/** One a day for half a year, and more. */
const MAX_PAST = 200;

type PastRow = readonly [practitionerId: string, start: number];

@Injectable()
export class ContinuityStore {
  /** Who completed most of the patient's massage in the last 180 days: one query by patient and start of the visit. */
  async usualTherapist(reader: Reader, patientId: string, snapshot: ClinicSnapshot, now: number): Promise<string | undefined> {
    const massages = massageServiceIds(snapshot);
    if (massages.length === 0) return undefined;
    const { start, end } = usualWindow(now);
    const rows = await reader.raw<PastRow>(
      `select l.practitioner_id, l.start_at from visit v join leg l on l.visit_id = v.id
       where v.patient_id = ? and v.start_at >= ? and v.start_at < ? and l.service_id in (??) and l.status = 'completed'
       order by v.start_at desc limit ?`,
      [patientId, start, end, massages, MAX_PAST],
    );
    return usualTherapistOf(rows.map(([practitionerId, at]) => ({ practitionerId, start: at })));
  }
}
