import { useSuspenseQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { preferences } from '../preferences';
import { useStore } from '../store';
import { serverNow } from '../time/server-clock';
import { todayIn } from '../time/wall';
import { queries, type Catalog } from './queries';
import type { LocalDate } from './types';
import { pickLocation } from './warm-up';

/** Loaded by the route before any screen: never waits. */
export const useCatalog = (): Catalog => useSuspenseQuery(queries.catalog).data;

function useLocation() {
  const { locations } = useCatalog();
  const asked = useSearch({ strict: false, select: (search: { location?: string }) => search.location });
  // Another choice has to render again, although `pickLocation` reads the store by itself.
  useStore(preferences, (state) => state.locationId);
  return pickLocation(locations, asked);
}

export const useLocationId = (): string => useLocation()?.id ?? '';

export const useToday = (): LocalDate => todayIn(useLocation()?.timeZone ?? 'UTC', serverNow());
