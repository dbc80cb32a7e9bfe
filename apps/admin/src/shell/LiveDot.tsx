import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useCatalog, useLocationId } from '../api/catalog';
import { keys } from '../api/queries';
import type { BoardDay } from '../api/types';
import { timeIn } from '../board/offset';
import { useLiveLost } from '../live/live';
import { t } from '../texts';
import css from './shell.module.css';

/** Green while changes arrive by themselves; grey with the age of the data when they do not. */
export function LiveDot() {
  const lost = useLiveLost();
  const dataFrom = useDataTime(lost);
  return (
    <span className={css['live']} data-lost={lost || undefined} role="status">
      <span className={css['dot']} aria-hidden />
      {lost ? (dataFrom ? t.top.lost(dataFrom) : t.top.lostShort) : t.top.live}
    </span>
  );
}

/** When the newest board was loaded, by the location's clock. */
function useDataTime(watch: boolean): string | undefined {
  const client = useQueryClient();
  const catalog = useCatalog();
  const locationId = useLocationId();
  const [, tick] = useState(0);
  useEffect(() => {
    if (!watch) return;
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [watch]);
  if (!watch || catalog.locations.length === 0) return undefined;
  const loaded = client
    .getQueryCache()
    .findAll({ queryKey: [...keys.board, locationId] })
    // The closures of a day are kept below its board.
    .filter((query) => (query.state.data as Partial<BoardDay> | undefined)?.dayStart)
    .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)[0];
  const day = loaded?.state.data as BoardDay | undefined;
  return day && loaded ? timeIn(day.timeZone, loaded.state.dataUpdatedAt) : undefined;
}
