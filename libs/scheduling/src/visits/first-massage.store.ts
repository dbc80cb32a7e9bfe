import { Injectable } from '@nestjs/common';
import type { Reader } from '#platform';

@Injectable()
export class FirstMassageStore {
  /**
   * When each of these patients has or had their first massage here, past or to come: one query. For each patient it walks their
   * visits from the oldest and stops at the first that counts, so that a long history costs no more than a short one.
   */
  async of(reader: Reader, patientIds: readonly string[], massageServiceIds: readonly string[]): Promise<Map<string, number>> {
    if (patientIds.length === 0 || massageServiceIds.length === 0) return new Map();
    const rows = await reader.raw<[patientId: string, start: number | null]>(
      `select p.id, (
         select v.start_at from visit v
         where v.patient_id = p.id and exists (
           select 1 from leg l where l.visit_id = v.id and l.service_id in (??) and l.status not in ('cancelled', 'no-show'))
         order by v.start_at limit 1)
       from patient p where p.id in (??)`,
      [[...massageServiceIds], [...patientIds]],
    );
    return new Map(rows.flatMap(([patientId, start]): [string, number][] => (start === null ? [] : [[patientId, Number(start)]])));
  }
}
