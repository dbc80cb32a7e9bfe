import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useCatalog } from '../api/catalog';
import { queries } from '../api/queries';
import type { BoardDay, LocalDate } from '../api/types';
import { usePolling } from '../live/live';
import { serverNow } from '../time/server-clock';
import { addDays, wallAt } from '../time/wall';
import { buildBoard, type BoardModel, type Column } from './model';
import { offsetAt } from './offset';
import { reuseColumns } from './reuse';

const TICK_MS = 20_000;

/** One request is the whole day; its neighbours are fetched while nothing else is to do. */
export function useBoard(locationId: string, date: LocalDate) {
  const catalog = useCatalog();
  const client = useQueryClient();
  const query = useQuery({ ...queries.board(locationId, date), refetchInterval: usePolling() });
  useHoldsEnd(query.data, query.dataUpdatedAt);
  const now = useNowMinute(query.data);
  // Free slots are counted from now on; five minutes are fine enough.
  const nowStep = now === undefined ? undefined : Math.floor(now / 5) * 5;
  const previous = useRef<Column[]>([]);
  const model = useMemo((): BoardModel | undefined => {
    if (!query.data) return undefined;
    const built = buildBoard(query.data, catalog, nowStep);
    previous.current = reuseColumns(previous.current, built.columns);
    return { ...built, columns: previous.current };
  }, [query.data, catalog, nowStep]);

  const loaded = query.data !== undefined;
  useEffect(() => {
    if (!loaded) return;
    const timer = setTimeout(() => {
      for (const step of [1, -1]) void client.prefetchQuery(queries.board(locationId, addDays(date, step)));
    }, 400);
    return () => clearTimeout(timer);
  }, [client, locationId, date, loaded]);

  return { ...query, model, now: model && now !== undefined ? now - model.firstMinute : undefined };
}

/** Nobody tells that a held time is over: ask again when the first of them ends. */
function useHoldsEnd(day: BoardDay | undefined, loadedAt: number): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!day || day.holds.length === 0) return;
    const first = Math.min(...day.holds.map((hold) => Date.parse(hold.expiresAt)));
    const { queryKey } = queries.board(day.locationId, day.date);
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey, exact: true }), Math.max(0, first - serverNow()) + 1000);
    return () => clearTimeout(timer);
  }, [client, day, loadedAt]);
}

/** The local minute of day on today's board, by the server's clock and the offset it has now. */
function useNowMinute(day: BoardDay | undefined): number | undefined {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  if (!day) return undefined;
  const now = serverNow();
  const { date, minute } = wallAt(now, offsetAt(day, now));
  return date === day.date ? minute : undefined;
}
