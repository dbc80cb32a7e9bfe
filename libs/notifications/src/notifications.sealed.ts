import type { SealedColumn } from '#platform';

export const notificationsSealedColumns: readonly SealedColumn[] = [
  { table: 'consent', column: 'wording', key: ['id'] },
  { table: 'inbound_text', column: 'text', key: ['id'] },
];
