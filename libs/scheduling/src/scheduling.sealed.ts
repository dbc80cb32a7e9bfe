import type { SealedColumn } from '#platform';

export const schedulingSealedColumns: readonly SealedColumn[] = [{ table: 'visit', column: 'plan', key: ['id'], isJson: true }];
