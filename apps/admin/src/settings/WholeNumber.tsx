import { TextInput } from '@mantine/core';
import { tset } from '../texts.settings';
import { isWhole } from './numbers';

interface Props {
  label: string;
  /** As typed. */
  value: string;
  least: number;
  most: number;
  released: number;
  onChange: (text: string) => void;
}

/** A number that a clinic sets, with what it may be and how it was released. */
export function WholeNumber({ label, value, least, most, released, onChange }: Props) {
  return (
    <TextInput
      label={label}
      description={tset.bounds(least, most, released)}
      inputMode="numeric"
      error={isWhole(value, least, most) ? undefined : tset.wrongNumber(least, most)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
