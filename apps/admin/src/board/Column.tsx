import { memo, useState, type PointerEvent } from 'react';
import type { LocalDate, Slot } from '../api/types';
import { useCatalog } from '../api/catalog';
import { ghostStore } from '../find/find.store';
import { Icon } from '../shell/icons';
import { StateGlyph } from '../shell/StateGlyph';
import { useStore } from '../store';
import { t } from '../texts';
import { dateOf, formatMinute, minuteOfDay, timeOf, elapsedMinutes } from '../time/wall';
import { words } from '../words';
import { handsOnText, type Block, type Column } from './model';
import { slotAt } from './spans';
import css from './board.module.css';

interface Props {
  column: Column;
  date: LocalDate;
  firstMinute: number;
  rowHeight: number;
  collapsed: boolean;
  /** The visit that holds the board's one tab stop, if it is in this column. */
  cursor: string | undefined;
  onSlot: (column: Column, minute: number) => void;
}

/** One practitioner's or room's day. Renders again only when its own content changes. */
export const BoardColumn = memo(function BoardColumn(props: Props) {
  const { column, date, firstMinute, rowHeight, collapsed, cursor, onSlot } = props;
  const live = column.blocks.length;
  return (
    <div className={css['column']} data-collapsed={collapsed || undefined} data-group={column.group}>
      {column.closed.map((span) => (
        <div key={span.from} className={css['off']} style={{ top: at(span.from), height: at(span.to - span.from) }} />
      ))}
      {!collapsed && column.kind === 'practitioner' && (
        <SlotLayer column={column} firstMinute={firstMinute} rowHeight={rowHeight} onSlot={onSlot} />
      )}
      <ul
        className={css['blocks']}
        aria-label={t.board.column(`${column.name} ${column.suffix}`.trim(), live, column.free, handsOnText(column))}
      >
        {column.blocks.map((block) =>
          collapsed ? (
            <li key={block.legId} className={css['strip']} data-tone={block.tone} data-state={block.state} style={placeOf(block)} />
          ) : (
            <li key={block.legId}>
              <BlockButton
                block={block}
                tall={(block.to - block.from) * (rowHeight / 15) >= 30}
                tabStop={cursor === block.legId}
                inRoom={column.kind === 'room'}
              />
            </li>
          ),
        )}
        {!collapsed &&
          column.holds.map((hold) => (
            <li key={`${hold.id}-${hold.from}`} className={css['hold']} style={{ top: at(hold.from), height: at(hold.to - hold.from) }}>
              {t.board.heldBy(hold.by)}
            </li>
          ))}
      </ul>
      {!collapsed && <Ghost columnId={column.id} inRoom={column.kind === 'room'} date={date} firstMinute={firstMinute} />}
    </div>
  );
});

/** A length on the grid. */
const at = (minutes: number): string => `calc(${minutes} * var(--minute))`;

function placeOf(block: Block) {
  const width = 100 / block.lanes;
  return {
    top: at(block.from),
    height: at(block.to - block.from),
    left: block.lanes > 1 ? `${block.lane * width}%` : undefined,
    width: block.lanes > 1 ? `${width}%` : undefined,
  };
}

interface BlockProps {
  block: Block;
  tall: boolean;
  tabStop: boolean;
  inRoom: boolean;
}

function BlockButton({ block, tall, tabStop, inRoom }: BlockProps) {
  const second = tall ? `${timeOf(block.leg.start)} ${block.detail}` : block.detail;
  return (
    <button
      type="button"
      className={css['block']}
      style={placeOf(block)}
      tabIndex={tabStop ? 0 : -1}
      data-leg={block.legId}
      data-visit={block.visitId}
      data-room={inRoom || undefined}
      data-tone={block.tone}
      data-state={block.state}
      data-tall={tall || undefined}
      aria-label={`${block.name} ${second}, ${block.more}`}
    >
      <span className={css['who']}>
        <StateGlyph state={block.state} />
        {block.paired && <Icon name="link" size={11} strokeWidth={2.2} />}
        <span className={css['name']}>{block.name}</span>
        {!tall && <span className={css['what']}>{block.detail}</span>}
      </span>
      {tall && <span className={css['what']}>{second}</span>}
    </button>
  );
}

interface SlotProps {
  column: Column;
  firstMinute: number;
  rowHeight: number;
  onSlot: (column: Column, minute: number) => void;
}

/** Free time under the pointer: shows the start that a click would take. By keyboard the same is F, or N on a visit. */
function SlotLayer({ column, firstMinute, rowHeight, onSlot }: SlotProps) {
  const [hint, setHint] = useState<number>();
  const minuteAt = (event: PointerEvent<HTMLDivElement>) => {
    const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
    return slotAt(y / (rowHeight / 15), column.open, [...column.blocks, ...column.holds]);
  };
  return (
    <div
      className={css['slots']}
      data-free={hint !== undefined || undefined}
      onPointerMove={(event) => setHint(minuteAt(event))}
      onPointerLeave={() => setHint(undefined)}
      onClick={() => hint !== undefined && onSlot(column, hint + firstMinute)}
    >
      {hint !== undefined && (
        <span className={css['hint']} style={{ top: at(hint) }}>
          {t.board.slot(formatMinute(hint + firstMinute))}
        </span>
      )}
    </div>
  );
}

interface GhostProps {
  columnId: string;
  inRoom: boolean;
  date: LocalDate;
  firstMinute: number;
}

/** The half of the option under focus that would lie in this column. */
function Ghost({ columnId, inRoom, date, firstMinute }: GhostProps) {
  const { serviceById } = useCatalog();
  const mine = (leg: Slot) => (inRoom ? leg.roomId : leg.practitionerId) === columnId && dateOf(leg.start) === date;
  const leg = useStore(ghostStore, (state) => state.option?.legs.find(mine));
  if (!leg) return null;
  const service = serviceById.get(leg.serviceId);
  return (
    <div
      className={css['ghost']}
      data-ghost={inRoom ? 'room' : 'person'}
      style={{ top: at(minuteOfDay(leg.start) - firstMinute), height: at(elapsedMinutes(leg.start, leg.end)) }}
      aria-hidden
    >
      {timeOf(leg.start)} {service?.short ?? words.disciplines['massage']}
    </div>
  );
}
