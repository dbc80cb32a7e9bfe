import { Fragment, useRef, type KeyboardEvent } from 'react';
import { useCatalog } from '../api/catalog';
import type { Option } from '../api/types';
import { Tag } from '../shell/Tag';
import { t } from '../texts';
import { dateOf, formatDay, timeOf } from '../time/wall';
import { word, words } from '../words';
import { optionKey } from './find-form';
import { showGhost } from './find.store';
import css from './find.module.css';

interface Props {
  options: Option[];
  /** A newer answer is on its way: what is shown may be old. */
  busy?: boolean;
  /** Being held or moved to right now. */
  pending?: string;
  /** The day of the board: its options need no date. */
  date: string;
  onPick: (option: Option) => void;
}

/** Options as cards, by day. Arrow keys walk them; the one under focus is drawn on the board. */
export function OptionList({ options, busy, pending, date, onPick }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const days = [...new Set(options.map((option) => dateOf(option.start)))];
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !list.current) return;
    event.preventDefault();
    const cards = [...list.current.querySelectorAll<HTMLButtonElement>('button')];
    const here = cards.indexOf(document.activeElement as HTMLButtonElement);
    cards[Math.min(cards.length - 1, Math.max(0, here + step))]?.focus();
  };
  return (
    <div ref={list} className={css['options']} data-busy={busy || undefined} aria-busy={busy || undefined} onKeyDown={walk}>
      {days.map((day) => (
        <div key={day} className={css['options']} role="group" aria-label={formatDay(day)}>
          {(days.length > 1 || day !== date) && <h3>{formatDay(day)}</h3>}
          {options
            .filter((option) => dateOf(option.start) === day)
            .map((option) => (
              <OptionCard
                key={optionKey(option)}
                option={option}
                pending={pending === optionKey(option)}
                blocked={pending !== undefined}
                onPick={onPick}
              />
            ))}
        </div>
      ))}
    </div>
  );
}

interface CardProps {
  option: Option;
  pending: boolean;
  /** This one or another is under way: a second press would hold a second time. */
  blocked: boolean;
  onPick: (option: Option) => void;
}

function OptionCard({ option, pending, blocked, onPick }: CardProps) {
  return (
    <button
      type="button"
      className={css['option']}
      aria-disabled={blocked || undefined}
      onClick={() => !blocked && onPick(option)}
      onFocus={() => showGhost(option)}
      onBlur={() => showGhost(undefined)}
      onPointerEnter={() => showGhost(option)}
      onPointerLeave={(event) => event.currentTarget !== document.activeElement && showGhost(undefined)}
    >
      <OptionLines option={option} />
      {pending && <span className={css['optionNote']}>{t.find.holding}…</span>}
      {(option.requires ?? []).length > 0 && (
        <span className={css['optionNote']}>
          {t.find.missing((option.requires ?? []).map((code) => word(words.requires, code)).join(', '))}
        </span>
      )}
    </button>
  );
}

/** Who does what when and where, one line per leg. */
export function OptionLines({ option }: { option: Pick<Option, 'legs' | 'waitMinutes' | 'usualTherapist' | 'preferred'> }) {
  const { serviceById, practitionerById, roomById } = useCatalog();
  return (
    <>
      {option.legs.length > 1 && (
        <span className={css['optionTag']}>
          <Tag tone={option.waitMinutes === 0 ? 'good' : 'neutral'}>
            {option.waitMinutes === 0 ? t.find.noWait : t.find.waitTag(option.waitMinutes)}
          </Tag>
        </span>
      )}
      <span className={css['optionLines']}>
        {option.legs.map((leg) => {
          const service = serviceById.get(leg.serviceId);
          const room = roomById.get(leg.roomId)?.name;
          // A bay says that it is spot work; a host's room is of no use on the phone.
          const what = service?.role === 'spot' && room ? [room] : [service?.short, service?.role === 'host' ? undefined : room];
          return (
            <span key={leg.start + leg.practitionerId}>
              <strong>{timeOf(leg.start)}</strong> {practitionerById.get(leg.practitionerId)?.displayName}
              <span className={css['optionWhat']}>
                {what.filter(Boolean).map((part) => (
                  <Fragment key={part}>
                    {' '}
                    <span>· {part}</span>
                  </Fragment>
                ))}
              </span>
            </span>
          );
        })}
      </span>
      {(option.preferred || option.usualTherapist) && (
        <span className={css['optionMarks']}>
          {option.preferred && <Tag tone="info">{t.find.preferred}</Tag>}
          {option.usualTherapist && <Tag tone="info">{t.find.usual}</Tag>}
        </span>
      )}
    </>
  );
}
