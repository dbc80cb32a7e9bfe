import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { problemOf } from './client';

export type Follows = readonly [decided: QueryKey, ...others: QueryKey[]];

/**
 * Reads anew what a change touched, or was refused on. Awaited, it lets a refusal for somebody else's change be told when what
 * they made of it was read, where it could be: the next press decides on that, and is not refused for the same change again.
 */
export function readAnew(client: QueryClient, refused: Error | null, follows: Follows): Promise<void> | undefined {
  const [decided] = follows.map((queryKey) => client.invalidateQueries({ queryKey }));
  return refused !== null && problemOf(refused).problem.status === 412 ? decided : undefined;
}
