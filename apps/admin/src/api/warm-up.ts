import type { QueryClient } from '@tanstack/react-query';
import { preferences } from '../preferences';
import { serverNow } from '../time/server-clock';
import { isDate, todayIn } from '../time/wall';
import { queries } from './queries';
import type { Location } from './types';

/** The location in the address, else the one this desk used last, else the first. */
export function pickLocation(locations: readonly Location[], asked: string | undefined | null): Location | undefined {
  const remembered = preferences.get().locationId;
  const find = (id: string | undefined | null) => locations.find((location) => location.id === id);
  return find(asked) ?? find(remembered) ?? locations[0];
}

/** Asks for what the board will need while its code is still on its way. Failing is fine: the screens ask again and say so. */
export async function warmUp(client: QueryClient, address: URL): Promise<void> {
  // A link from a mail needs no session, and asks for none.
  if (address.pathname.startsWith('/p/')) return;
  const user = await client.fetchQuery(queries.session);
  if (!user) return;
  const { locations } = await client.fetchQuery(queries.catalog);
  const location = pickLocation(locations, address.searchParams.get('location'));
  if (address.pathname !== '/' || !location) return;
  const date = address.searchParams.get('date');
  await client.prefetchQuery(queries.board(location.id, isDate(date) ? date : todayIn(location.timeZone, serverNow())));
}
