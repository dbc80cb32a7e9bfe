import { useMediaQuery } from '@mantine/hooks';
import { useId, useState, type KeyboardEvent } from 'react';
import type { AreaRef } from '../api/types';
import { HEIGHT, REST, shapesOf, WIDTH, type Shape } from './figure';
import css from './intake.module.css';
import { neighbour, pressedOn, toggled, type Arrow, type View } from './regions';
import type { MapWords } from './words';

const VIEWS = ['front', 'back'] as const;
const MIRROR = `translate(${WIDTH} 0) scale(-1 1)`;

interface Props {
  value: readonly AreaRef[];
  onChange: (value: AreaRef[]) => void;
  words: MapWords;
  nameOf: (code: string) => string;
}

/** The body from the front and from the back; every region is a button. */
export function BodyMap({ value, onChange, words, nameOf }: Props) {
  const id = useId();
  const hasKeys = !useMediaQuery('(hover: none)', false, { getInitialValueInEffect: false });
  return (
    <div className={css['maps']}>
      {VIEWS.map((view) => (
        <figure key={view} className={css['figure']}>
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            role="group"
            aria-label={words[view]}
            aria-describedby={hasKeys ? id : undefined}
            data-map={view}
          >
            <Rest view={view} />
            <Letters view={view} words={words} />
            <Regions view={view} value={value} onChange={onChange} words={words} nameOf={nameOf} />
          </svg>
          <figcaption aria-hidden>{words[view]}</figcaption>
        </figure>
      ))}
      <p className={css['hint']}>{words.hint}</p>
      {/* Fingers have none. */}
      {hasKeys && (
        <p id={id} className={css['srOnly']}>
          {words.keys}
        </p>
      )}
    </div>
  );
}

/** One stop for Tab; the arrow keys go on to what lies there. */
function Regions({ view, value, onChange, words, nameOf }: Props & { view: View }) {
  const shapes = shapesOf(view);
  const [stop, setStop] = useState(0);
  const hear = (event: KeyboardEvent<SVGGElement>, at: number) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onChange(toggled(value, shapes[at]!));
      return;
    }
    const ends: Record<string, number> = { Home: 0, End: shapes.length - 1 };
    const next = ends[event.key] ?? (event.key.startsWith('Arrow') ? (neighbour(shapes, at, event.key as Arrow) ?? at) : undefined);
    if (next === undefined) return;
    event.preventDefault();
    event.currentTarget.parentElement?.querySelectorAll<SVGGElement>('[role="button"]')[next]?.focus();
  };
  return shapes.map((shape, at) => {
    const pressed = pressedOn(value, shape);
    const name = words.region(nameOf(shape.code), shape.side);
    const label = pressed === 'mixed' ? `${name}, ${words.unclear}` : name;
    return (
      <g
        key={`${shape.code}-${shape.side ?? ''}`}
        className={css['region']}
        role="button"
        tabIndex={at === stop ? 0 : -1}
        aria-pressed={pressed}
        aria-label={label}
        onClick={() => onChange(toggled(value, shape))}
        onFocus={() => setStop(at)}
        onKeyDown={(event) => hear(event, at)}
      >
        <title>{label}</title>
        <path d={shape.path} transform={shape.mirrored ? MIRROR : undefined} />
        <Mark shape={shape} pressed={pressed} />
      </g>
    );
  });
}

/** For those who do not see the colour. */
function Mark({ shape: { x, y }, pressed }: { shape: Shape; pressed: boolean | 'mixed' }) {
  if (pressed === false) return null;
  return <path className={css['mark']} d={pressed === 'mixed' ? `M${x - 6} ${y}h12` : `M${x - 6} ${y}l4.5 4.5l8 -9`} aria-hidden />;
}

function Rest({ view }: { view: View }) {
  const { middle, halves } = REST[view];
  return (
    <g className={css['rest']} aria-hidden>
      {middle.map((path) => (
        <path key={path} d={path} />
      ))}
      {halves.flatMap((path) => [<path key={path} d={path} />, <path key={`${path} mirrored`} d={path} transform={MIRROR} />])}
    </g>
  );
}

function Letters({ view, words }: { view: View; words: MapWords }) {
  const [near, far] = view === 'front' ? (['right', 'left'] as const) : (['left', 'right'] as const);
  return (
    <g className={css['letters']} aria-hidden>
      <text x={12} y={90}>
        {words.letters[near]}
      </text>
      <text x={WIDTH - 12} y={90}>
        {words.letters[far]}
      </text>
    </g>
  );
}

/** Small and only to look at: what it shows is said in words beside it. */
export function BodyPicture({ areas, words, label }: { areas: readonly AreaRef[]; words: MapWords; label: string }) {
  return (
    <div className={css['picture']} role="img" aria-label={label}>
      {VIEWS.map((view) => (
        <svg key={view} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden focusable="false">
          <Rest view={view} />
          <Letters view={view} words={words} />
          {shapesOf(view).map((shape) => {
            const pressed = pressedOn(areas, shape);
            return (
              <g key={`${shape.code}-${shape.side ?? ''}`} className={css['region']} data-pressed={pressed}>
                <path d={shape.path} transform={shape.mirrored ? MIRROR : undefined} />
                <Mark shape={shape} pressed={pressed} />
              </g>
            );
          })}
        </svg>
      ))}
    </div>
  );
}
