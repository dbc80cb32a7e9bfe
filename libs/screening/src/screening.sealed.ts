import type { SealedColumn } from '#platform';

export const screeningSealedColumns: readonly SealedColumn[] = [
  { table: 'screening', column: 'sealed', key: ['patient_id'] },
  { table: 'screening_history', column: 'sealed', key: ['patient_id', 'version'] },
  { table: 'clearance', column: 'sealed', key: ['id'] },
  { table: 'clearance_request', column: 'sealed', key: ['id'] },
  { table: 'health_record', column: 'sealed', key: ['id'] },
  { table: 'health_record_history', column: 'sealed', key: ['record_id', 'version'], place: 'health_record.sealed:{record_id}/{version}' },
];
