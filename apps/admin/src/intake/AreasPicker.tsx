import { useId } from 'react';
import type { AreaRef, Named } from '../api/types';
import { BodyMap } from './BodyMap';
import { inOrder } from './figure';
import css from './intake.module.css';
import { isChosen, isPaired, isWithoutSide, pressedOn, toggled, toggledWhole } from './regions';
import type { MapWords } from './words';

interface Props {
  label: string;
  value: AreaRef[];
  onChange: (value: AreaRef[]) => void;
  areas: readonly Named[];
  words: MapWords;
  error?: string;
}

/** Areas with their side, on the body map or in the list: two equal ways to say the same. */
export function AreasPicker({ label, value, onChange, areas, words, error }: Props) {
  const id = useId();
  const nameOf = (code: string) => words.areas?.[code] ?? areas.find((area) => area.code === code)?.name ?? code;
  return (
    <fieldset className={css['areas']} data-invalid={error ? true : undefined} aria-describedby={error ? id : undefined}>
      <legend>{label}</legend>
      {error && (
        <span id={id} className={css['error']}>
          {error}
        </span>
      )}
      <BodyMap value={value} onChange={onChange} words={words} nameOf={nameOf} />
      <ul className={css['list']} aria-label={words.list}>
        {inOrder(areas).map((area) => (
          <Row key={area.code} code={area.code} name={nameOf(area.code)} value={value} onChange={onChange} words={words} />
        ))}
      </ul>
    </fieldset>
  );
}

type RowProps = Pick<Props, 'value' | 'onChange' | 'words'> & { code: string; name: string };

function Row({ code, name, value, onChange, words }: RowProps) {
  return (
    <li data-chosen={isChosen(value, code) || undefined}>
      {isPaired(code) && !isWithoutSide(value, code) ? (
        <span className={css['areaName']}>{name}</span>
      ) : (
        <Chip pressed={isWithoutSide(value, code)} onPress={() => onChange(toggledWhole(value, code))}>
          {name}
        </Chip>
      )}
      {(['left', 'right'] as const).map((side) => (
        <Chip
          key={side}
          label={words.region(name, side)}
          // The whole of it has its own button here.
          pressed={!isWithoutSide(value, code) && isSide(value, code, side)}
          onPress={() => onChange(toggled(isWithoutSide(value, code) ? value.filter((area) => area.code !== code) : value, { code, side }))}
        >
          {words.sides[side]}
        </Chip>
      ))}
    </li>
  );
}

const isSide = (value: readonly AreaRef[], code: string, side: 'left' | 'right'): boolean => pressedOn(value, { code, side }) === true;

interface ChipProps {
  label?: string;
  pressed: boolean;
  onPress: () => void;
  children: string;
}

function Chip({ label, pressed, onPress, children }: ChipProps) {
  return (
    <button type="button" className={css['chip']} aria-label={label} aria-pressed={pressed} onClick={onPress}>
      <svg viewBox="0 0 12 12" aria-hidden focusable="false">
        <path d="M2 6.5l2.8 2.8L10 3" />
      </svg>
      {children}
    </button>
  );
}
