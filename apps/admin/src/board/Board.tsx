import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode, type RefObject } from 'react';
import { preferences } from '../preferences';
import { goKeys } from '../shell/keys';
import { t } from '../texts';
import { formatDay, formatMinute } from '../time/wall';
import { initials } from '../names';
import { BoardColumn } from './Column';
import { HoverCard } from './HoverCard';
import { handsOnText, type BoardModel, type Column } from './model';
import { PairLayer } from './PairLayer';
import { useBoardFocus } from './use-board-focus';
import { walk, type Step } from './walk';
import css from './board.module.css';

const STEPS: Record<string, Step> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
};
const LEAD_MINUTES = 60;

/** What a single key does to the visit under focus. */
export interface VisitKeys {
  [key: string]: (legId: string, visitId: string) => void;
}

interface Props {
  model: BoardModel;
  columns: Column[];
  collapsed: ReadonlySet<string>;
  rowHeight: number;
  /** Minutes below the first row, on today's board. */
  now: number | undefined;
  selected: string | undefined;
  visitKeys: VisitKeys;
  onOpen: (visitId: string) => void;
  onSlot: (column: Column, minute: number) => void;
  children?: ReactNode;
}

/** The grid: sticky heads and hours, one column per person, one tab stop for all visits. */
export function Board({ model, columns, collapsed, rowHeight, now, selected, visitKeys, onOpen, onSlot, children }: Props) {
  const scroller = useRef<HTMLElement>(null);
  const walkable = useMemo(() => columns.filter((column) => !collapsed.has(column.group)), [columns, collapsed]);
  const { cursor, setCursor, focusLeg } = useBoardFocus(scroller, walkable, model.day.date);
  const isCollapsed = (column: Column) => collapsed.has(column.group);
  const template = ['46px', ...columns.map((column) => (isCollapsed(column) ? '26px' : 'minmax(106px, 1fr)'))].join(' ');
  const height = model.minutes * (rowHeight / 15);
  useScrollToNow(scroller, model, rowHeight, now);

  const press = (event: KeyboardEvent) => {
    const block = (event.target as Element).closest<HTMLElement>('[data-leg]');
    if (!block || event.ctrlKey || event.metaKey || event.altKey) return;
    const { leg: legId = '', visit: visitId = '' } = block.dataset;
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      focusLeg(walk(walkable, legId, step));
      return;
    }
    if (goKeys.ends(event)) return;
    const command = preferences.get().singleKeys && !event.shiftKey ? visitKeys[event.key.toLowerCase()] : undefined;
    if (!command) return;
    event.preventDefault();
    // A key held down is one wish.
    if (event.repeat) return;
    command(legId, visitId);
  };
  const click = (event: MouseEvent) => {
    const visitId = (event.target as Element).closest<HTMLElement>('[data-visit]')?.dataset['visit'];
    if (visitId) onOpen(visitId);
  };

  return (
    <section
      ref={scroller}
      className={css['scroller']}
      style={{ ['--minute' as string]: `${rowHeight / 15}px`, ['--hour' as string]: `${rowHeight * 4}px` }}
      aria-label={t.board.label(formatDay(model.day.date, true))}
      tabIndex={cursor === undefined ? 0 : undefined}
      onKeyDown={press}
      onClick={click}
      onFocus={(event) => {
        const legId = (event.target as HTMLElement).dataset['leg'];
        if (legId) setCursor(legId);
      }}
    >
      <div className={css['grid']} style={{ gridTemplateColumns: template }}>
        <div className={css['corner']} />
        {columns.map((column, index) => (
          <ColumnHead
            key={column.kind + column.id}
            column={column}
            collapsed={isCollapsed(column)}
            opens={columns[index - 1]?.group !== column.group}
          />
        ))}
        <Hours model={model} />
        <div className={css['content']} style={{ gridColumn: '2 / -1', height, gridTemplateColumns: template.slice(5) }}>
          {now !== undefined && now >= 0 && now <= model.minutes && (
            <div className={css['now']} style={{ top: `calc(${now} * var(--minute))` }} />
          )}
          {columns.map((column) => (
            <BoardColumn
              key={column.kind + column.id}
              column={column}
              date={model.day.date}
              firstMinute={model.firstMinute}
              rowHeight={rowHeight}
              collapsed={isCollapsed(column)}
              cursor={column.blocks.some((block) => block.legId === cursor) ? cursor : undefined}
              onSlot={onSlot}
            />
          ))}
          <PairLayer columns={columns} layout={`${template}|${rowHeight}`} selected={selected} />
        </div>
      </div>
      <HoverCard scroller={scroller} columns={columns} />
      {children}
    </section>
  );
}

function ColumnHead({ column, collapsed, opens }: { column: Column; collapsed: boolean; opens: boolean }) {
  const away = column.kind === 'practitioner' && column.open.length === 0;
  return (
    <div
      className={css['head']}
      data-collapsed={collapsed || undefined}
      data-opens={opens || undefined}
      title={[collapsed ? column.name : '', handsOnText(column)].filter(Boolean).join(', ') || undefined}
    >
      <span className={css['headName']}>{collapsed ? initials(column.name) : column.name}</span>
      {!collapsed && <span className={css['headSuffix']}>{column.suffix}</span>}
      {!collapsed && away && <span className={css['headFree']}>{t.board.away}</span>}
      {!collapsed && !away && column.free !== undefined && <span className={css['headFree']}>{t.board.free(column.free)}</span>}
    </div>
  );
}

function Hours({ model }: { model: BoardModel }) {
  const hours = Array.from({ length: model.minutes / 60 }, (_, index) => index * 60);
  return (
    <div className={css['hours']} aria-hidden>
      {hours.map((minute) => (
        <span key={minute} style={{ top: `calc(${minute} * var(--minute))` }}>
          {formatMinute((model.firstMinute + minute) % 1440)}
        </span>
      ))}
    </div>
  );
}

/** Today's board opens an hour before now, once per day that is shown. */
function useScrollToNow(scroller: RefObject<HTMLElement | null>, model: BoardModel, rowHeight: number, now: number | undefined): void {
  const [shown, setShown] = useState('');
  const { date } = model.day;
  useLayoutEffect(() => {
    if (shown === date || !scroller.current) return;
    setShown(date);
    scroller.current.scrollTop = now === undefined ? 0 : Math.max(0, (now - LEAD_MINUTES) * (rowHeight / 15));
  }, [shown, date, now, rowHeight, scroller]);
}
