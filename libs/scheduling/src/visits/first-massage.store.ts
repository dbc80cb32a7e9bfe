import { Injectable } from '@nestjs/common';
import type { Reader } from '#platform';

@Injectable()
export class FirstMassageStore {
  /** When each of these patients has or had their first massage here, past or to come: one query, by their visits. */
  async of(reader: Reader, patientIds: readonly string[], massageServiceIds: readonly string[]): Promise<Map<string, number>> {
    if (patientIds.length === 0 || massageServiceIds.length === 0) return new Map();
    const rows = await reader.raw<[patientId: string, start: number]>(
      `select v.patient_id, min(v.start_at) from visit v join leg l on l.visit_id = v.id
       where v.patient_id in (??) and l.service_id in (??) and l.status not in ('cancelled', 'no-show') group by v.patient_id`,
      [[...patientIds], [...massageServiceIds]],
    );
    return new Map(rows.map(([patientId, start]) => [patientId, Number(start)]));
  }
}
