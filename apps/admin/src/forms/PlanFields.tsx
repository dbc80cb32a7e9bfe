import { MultiSelect } from '@mantine/core';
import { useMemo } from 'react';
import { useCatalog } from '../api/catalog';
import type { AreaRef, Side } from '../api/types';
import { areaName } from '../names';
import { t } from '../texts';

const SIDES: Side[] = ['left', 'right', 'both'];
const SHOWN = 8;

const keyOf = (area: AreaRef): string => (area.side ? `${area.code}:${area.side}` : area.code);

function areaOf(key: string): AreaRef {
  const [code = '', side] = key.split(':');
  return side ? { code, side: side as Side } : { code };
}

/** Areas with their side in one list: typing "l sh" finds the left shoulder. */
export function AreasField({ value, onChange }: { value: AreaRef[]; onChange: (areas: AreaRef[]) => void }) {
  const { areas, areaByCode } = useCatalog();
  const data = useMemo(() => {
    const nameOf = (code: string) => areaByCode.get(code)?.name ?? code;
    const plain = areas.map((area) => ({ value: area.code, label: area.name }));
    const sided = areas.flatMap((area) =>
      SIDES.map((side) => ({ value: `${area.code}:${side}`, label: areaName({ code: area.code, side }, nameOf) })),
    );
    return [...plain, ...sided];
  }, [areas, areaByCode]);
  return (
    <MultiSelect
      label={t.find.areas}
      data={data}
      value={value.map(keyOf)}
      onChange={(keys) => onChange(keys.map(areaOf))}
      searchable
      limit={SHOWN}
      hidePickedOptions
      placeholder={value.length === 0 ? t.any : undefined}
      withScrollArea={false}
    />
  );
}

export function TechniquesField({ value, onChange }: { value: string[]; onChange: (techniques: string[]) => void }) {
  const { techniques } = useCatalog();
  return (
    <MultiSelect
      label={t.find.technique}
      data={techniques.map((technique) => ({ value: technique.code, label: technique.name }))}
      value={value}
      onChange={onChange}
      searchable
      limit={SHOWN}
      hidePickedOptions
      placeholder={value.length === 0 ? t.any : undefined}
      withScrollArea={false}
    />
  );
}
