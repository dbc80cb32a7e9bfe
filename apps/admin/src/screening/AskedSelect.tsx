import { Select } from '@mantine/core';
import { useCatalog } from '../api/catalog';
import type { Practitioner } from '../api/types';
import { ts } from '../texts.screening';

const USUAL = 'usual';

export function askedName(id: string | undefined, usual: string | undefined, practitioners: ReadonlyMap<string, Practitioner>): string {
  return (id ? practitioners.get(id)?.displayName : usual) ?? '';
}

interface Props {
  /** The referrer, else the practitioner of the host visit. */
  usual: string | undefined;
  value: string | undefined;
  onChange: (practitionerId: string | undefined) => void;
}

/** Who is asked for the clearance. */
export function AskedSelect({ usual, value, onChange }: Props) {
  const { practitioners } = useCatalog();
  const data = practitioners.filter((one) => one.discipline !== 'massage').map((one) => ({ value: one.id, label: one.displayName }));
  return (
    <Select
      label={ts.book.asked}
      data={[{ value: USUAL, label: ts.book.usual(usual ?? '') }, ...data]}
      value={value ?? USUAL}
      onChange={(id) => onChange(id === USUAL || id === null ? undefined : id)}
      withScrollArea={false}
    />
  );
}
