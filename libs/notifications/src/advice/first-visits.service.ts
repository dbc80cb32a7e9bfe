import { Injectable } from '@nestjs/common';
import { type ClinicSnapshot, massageServiceIds } from '#clinic';
import type { Reader } from '#platform';
import { FirstMassageStore, type Visit } from '#scheduling';
import { hasMassage } from './advice.js';

/** Which visits bring their patient the first massage here. */
@Injectable()
export class FirstVisits {
  constructor(private readonly firsts: FirstMassageStore) {}

  /** When the patient has or had the first one; `undefined`: never. One query. */
  async startOf(reader: Reader, clinic: ClinicSnapshot, patientId: string): Promise<number | undefined> {
    return (await this.firsts.of(reader, [patientId], massageServiceIds(clinic))).get(patientId);
  }

  /** Ids of those among these visits: one query, and none when no visit has a massage. */
  async among(reader: Reader, clinic: ClinicSnapshot, visits: readonly Visit[]): Promise<ReadonlySet<string>> {
    const concerned = visits.filter((visit) => hasMassage({ visit, clinic }));
    const patientIds = [...new Set(concerned.map((visit) => visit.patientId))];
    const firsts = await this.firsts.of(reader, patientIds, massageServiceIds(clinic));
    return new Set(concerned.filter((visit) => visit.start <= (firsts.get(visit.patientId) ?? -Infinity)).map((visit) => visit.id));
  }
}
