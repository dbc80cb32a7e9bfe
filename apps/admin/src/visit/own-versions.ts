import type { Visit } from '../api/types';

const MOST = 100;
const own = new Map<string, Visit>();

/** What this desk itself made of a visit, by whatever key or button: never news to it. */
export function noteOwn<V extends Visit>(visit: V): V {
  own.delete(visit.id);
  own.set(visit.id, visit);
  const [oldest] = own.keys();
  if (own.size > MOST && oldest) own.delete(oldest);
  return visit;
}

/** The newer of what was looked at and what this desk made. */
export function newestKnown(seen: Visit): Visit {
  const made = own.get(seen.id);
  return made && made.version > seen.version ? made : seen;
}
