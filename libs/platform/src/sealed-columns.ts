/** A column whose values only a `Sealer` opens. Each lib lists its own, so that a change of the key forgets none. */
export interface SealedColumn {
  table: string;
  column: string;
  /** Columns of the primary key, in its order. */
  key: readonly string[];
  /** The place that values are bound to, with `{name}` for a column of the row; by default `table.column:key/key`. */
  place?: string;
  /** Its values are JSON in which strings are sealed. */
  isJson?: boolean;
}

export const platformSealedColumns: readonly SealedColumn[] = [
  { table: 'idempotency', column: 'body', key: ['id'] },
  { table: 'audit', column: 'reason', key: ['id'], place: 'audit.reason:{subject_id}' },
];

export function placeTemplateOf({ table, column, key, place }: SealedColumn): string {
  return place ?? `${table}.${column}:${key.map((name) => `{${name}}`).join('/')}`;
}
