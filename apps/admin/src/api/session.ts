import { useQuery } from '@tanstack/react-query';
import { useCatalog } from './catalog';
import { queries } from './queries';
import type { User } from './types';

export function useMay(scope: string): boolean {
  const scopes = useQuery(queries.session).data?.scopes ?? [];
  return scopes.includes(scope) || scopes.includes('*');
}

/** Practitioners have settings of their own, and who may change the clinic sets them for all. */
export function useHasNotificationSettings(): boolean {
  const maySetForOthers = useMay('clinic:write');
  const own = useOwnPractitioner();
  return maySetForOthers || own !== undefined;
}

/** The practitioner that this person is, if they are one. */
export function useOwnPractitioner() {
  const { practitionerById } = useCatalog();
  const user: User | null | undefined = useQuery(queries.session).data;
  return user?.practitionerId ? practitionerById.get(user.practitionerId) : undefined;
}
