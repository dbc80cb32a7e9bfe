import { MultiSelect } from '@mantine/core';
import { useMemo } from 'react';
import { useCatalog } from '../api/catalog';
import type { AreaRef, Named, Side } from '../api/types';
import { areaName } from '../names';
import { t } from '../texts';

const SIDES: Side[] = ['left', 'right', 'both'];
const SHOWN = 8;

const keyOf = (area: AreaRef): string => (area.side ? `${area.code}:${area.side}` : area.code);

function areaOf(key: string): AreaRef {
  const [code = '', side] = key.split(':');
  return side ? { code, side: side as Side } : { code };
}

interface FieldProps<T> {
  value: T[];
  onChange: (value: T[]) => void;
  label?: string;
  error?: string;
  /** What none means. */
  placeholder?: string;
}

export function AreasField(props: FieldProps<AreaRef>) {
  return <AreasSelect {...props} known={useCatalog().areas} />;
}

export function TechniquesField(props: FieldProps<string>) {
  return <TechniquesSelect {...props} known={useCatalog().techniques} />;
}

/** Areas with their side in one list: typing "l sh" finds the left shoulder. */
export function AreasSelect({
  value,
  onChange,
  known: areas,
  label,
  error,
  placeholder,
}: FieldProps<AreaRef> & { known: readonly Named[] }) {
  const data = useMemo(() => {
    const nameOf = (code: string) => areas.find((area) => area.code === code)?.name ?? code;
    const plain = areas.map((area) => ({ value: area.code, label: area.name }));
    const sided = areas.flatMap((area) =>
      SIDES.map((side) => ({ value: `${area.code}:${side}`, label: areaName({ code: area.code, side }, nameOf) })),
    );
    return [...plain, ...sided];
  }, [areas]);
  return (
    <MultiSelect
      label={label ?? t.find.areas}
      error={error}
      data={data}
      value={value.map(keyOf)}
      onChange={(keys) => onChange(keys.map(areaOf))}
      searchable
      limit={SHOWN}
      hidePickedOptions
      placeholder={value.length === 0 ? (placeholder ?? t.any) : undefined}
      withScrollArea={false}
    />
  );
}

export function TechniquesSelect({ value, onChange, known, label, error, placeholder }: FieldProps<string> & { known: readonly Named[] }) {
  return (
    <MultiSelect
      label={label ?? t.find.technique}
      error={error}
      data={known.map((technique) => ({ value: technique.code, label: technique.name }))}
      value={value}
      onChange={onChange}
      searchable
      limit={SHOWN}
      hidePickedOptions
      placeholder={value.length === 0 ? (placeholder ?? t.any) : undefined}
      withScrollArea={false}
    />
  );
}
