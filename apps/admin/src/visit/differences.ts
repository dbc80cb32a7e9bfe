import type { Catalog } from '../api/queries';
import type { Visit } from '../api/types';
import { t } from '../texts';
import { dateOf, formatDayTime, timeOf } from '../time/wall';
import { word, words } from '../words';

/** What somebody else changed between two versions of a visit, in words. */
export function differences(before: Visit, after: Visit, catalog: Pick<Catalog, 'serviceById' | 'practitionerById'>): string[] {
  const lines: string[] = [];
  for (const leg of after.legs) {
    const old = before.legs.find((one) => one.id === leg.id);
    const what = catalog.serviceById.get(leg.serviceId)?.short ?? t.visit.title;
    if (!old) continue;
    if (old.status !== leg.status) {
      lines.push(
        leg.status === 'cancelled' ? t.visit.changedWhat.gone(what) : t.visit.changedWhat.status(what, word(words.visitStatus, leg.status)),
      );
    }
    if (old.start !== leg.start) {
      const sameDay = dateOf(old.start) === dateOf(leg.start);
      const [from, to] = sameDay ? [timeOf(old.start), timeOf(leg.start)] : [formatDayTime(old.start), formatDayTime(leg.start)];
      lines.push(t.visit.changedWhat.time(what, from, to));
    }
    if (old.practitionerId !== leg.practitionerId) {
      const nameOf = (id: string) => catalog.practitionerById.get(id)?.displayName ?? '';
      lines.push(t.visit.changedWhat.time(what, nameOf(old.practitionerId), nameOf(leg.practitionerId)));
    }
  }
  if (lines.length === 0 && before.status !== after.status)
    lines.push(t.visit.changedWhat.status(t.visit.title, word(words.visitStatus, after.status)));
  return lines.length > 0 ? lines : [t.visit.changedWhat.other];
}
