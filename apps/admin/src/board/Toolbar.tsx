import { ActionIcon, Button, Loader, Popover, Tooltip } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { BoardDay, LocalDate } from '../api/types';
import { preferences } from '../preferences';
import { Icon } from '../shell/icons';
import { useStore } from '../store';
import { t } from '../texts';
import { addDays, formatDay } from '../time/wall';
import { words } from '../words';
import { countStates, ROOMS } from './model';
import css from './board.module.css';

const DayPicker = lazy(() => import('./DayPicker'));
export const ZOOMS = [24, 30, 36];

interface Props {
  date: LocalDate;
  today: LocalDate;
  day: BoardDay | undefined;
  groups: string[];
  asList: boolean;
  finding: boolean;
  onDate: (date: LocalDate) => void;
  onFind: () => void;
  onView: () => void;
}

export function Toolbar({ date, today, day, groups, asList, finding, onDate, onFind, onView }: Props) {
  const counts = day && countStates(day);
  return (
    <div className={css['toolbar']}>
      <DayTitle date={date} onDate={onDate} />
      <div className={css['days']}>
        <ActionIcon variant="default" aria-label={t.board.previous} onClick={() => onDate(addDays(date, -1))}>
          <Icon name="left" size={15} />
        </ActionIcon>
        <Button variant="default" aria-current={date === today ? 'date' : undefined} onClick={() => onDate(today)}>
          {t.board.today}
        </Button>
        <ActionIcon variant="default" aria-label={t.board.next} onClick={() => onDate(addDays(date, 1))}>
          <Icon name="right" size={15} />
        </ActionIcon>
      </div>
      {!asList && <GroupChips groups={groups} />}
      <span className={css['counts']}>{counts && t.board.counts(counts.arrived, counts.tentative, counts.waiting)}</span>
      {!asList && <Zoom />}
      <Tooltip label={asList ? t.board.asBoard : t.board.asList}>
        <ActionIcon aria-label={asList ? t.board.asBoard : t.board.asList} onClick={onView}>
          <Icon name={asList ? 'columns' : 'list'} size={16} />
        </ActionIcon>
      </Tooltip>
      <Button rightSection={<kbd>F</kbd>} aria-expanded={finding} onClick={onFind}>
        {t.board.find}
      </Button>
    </div>
  );
}

function DayTitle({ date, onDate }: { date: LocalDate; onDate: (date: LocalDate) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <h1 className={css['day']}>
      <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <button type="button" aria-label={`${formatDay(date, true)}, ${t.board.pickDay}`} onClick={() => setOpen(!open)}>
            {formatDay(date, true)}
            <Icon name="down" size={14} />
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <Suspense fallback={<Loader size="sm" />}>
            <DayPicker
              date={date}
              onPick={(picked) => {
                setOpen(false);
                onDate(picked);
              }}
            />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
    </h1>
  );
}

/** Which groups of columns are shown; wishes of this desk. */
function GroupChips({ groups }: { groups: string[] }) {
  const hidden = useStore(preferences, (state) => state.hiddenGroups);
  const showRooms = useStore(preferences, (state) => state.showRooms);
  return (
    <div className={css['chips']} role="group" aria-label={t.board.groups}>
      {groups.map((group) => (
        <Chip key={group} label={words.disciplines[group] ?? group} on={!hidden.includes(group)} onToggle={() => toggleGroup(group)} />
      ))}
      <Chip label={words.disciplines[ROOMS] ?? ROOMS} on={showRooms} onToggle={() => preferences.set({ showRooms: !showRooms })} />
    </div>
  );
}

export function toggleGroup(group: string): void {
  const { hiddenGroups } = preferences.get();
  preferences.set({ hiddenGroups: hiddenGroups.includes(group) ? hiddenGroups.filter((one) => one !== group) : [...hiddenGroups, group] });
}

function Chip({ label, on, onToggle }: { label: string; on: boolean; onToggle: () => void }) {
  return (
    <button type="button" className={css['chip']} aria-pressed={on} onClick={onToggle}>
      {on && <Icon name="check" size={13} strokeWidth={2.4} />}
      {label}
    </button>
  );
}

export function zoom(step: 1 | -1): void {
  const index = ZOOMS.indexOf(preferences.get().rowHeight) + step;
  const next = ZOOMS[index];
  if (next) preferences.set({ rowHeight: next });
}

/** Looks disabled but keeps the focus. */
const atEnd = (yes: boolean) => (yes ? { 'aria-disabled': true, 'data-disabled': true } : {});

function Zoom() {
  const rowHeight = useStore(preferences, (state) => state.rowHeight);
  return (
    <div className={css['zoom']}>
      <ActionIcon aria-label={t.board.zoomOut} {...atEnd(rowHeight === ZOOMS[0])} onClick={() => zoom(-1)}>
        <Icon name="minus" size={15} />
      </ActionIcon>
      <ActionIcon aria-label={t.board.zoomIn} {...atEnd(rowHeight === ZOOMS[ZOOMS.length - 1])} onClick={() => zoom(1)}>
        <Icon name="plus" size={15} />
      </ActionIcon>
    </div>
  );
}
