import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { queries } from '../api/queries';
import type { BoardDay } from '../api/types';
import { t } from '../texts';
import { useStore } from '../store';
import { formatDay } from '../time/wall';
import { boardStore, requestAnswered } from './board.store';
import { isLive } from './model';
import css from './board.module.css';

/** Nobody works and nothing is booked: a grid would be one grey field. */
export const isEmptyDay = (day: BoardDay): boolean =>
  day.columns.every((column) => column.open.length === 0) && day.holds.length === 0 && !day.visits.some((visit) => visit.legs.some(isLive));

export function EmptyDay({ day, onFind }: { day: BoardDay; onFind: () => void }) {
  const closures = useQuery(queries.closures(day.locationId, day.date)).data?.data ?? [];
  const wanted = useStore(boardStore, (state) => state.orTabStop);
  useEffect(() => {
    if (wanted) requestAnswered();
  }, [wanted]);
  const why = closures.map(({ reason }) => reason).filter(Boolean);
  return (
    <div className={css['empty']}>
      <h2>{t.board.nobody(formatDay(day.date))}</h2>
      {why.length > 0 && <p>{t.board.closed(why.join(', '))}</p>}
      <p>{t.board.nobodyHint}</p>
      <Button onClick={onFind}>{t.board.find}</Button>
    </div>
  );
}
