import { DAY_MS, dayNumberOf, localDateOf } from '#kernel';
import type { Reader } from '#platform';
import type { Visit, VisitsService } from '#scheduling';
import { isAboutVisit, type DueMessage } from '../messages/message.types.js';
import { isUpcoming } from '../kinds/kind.js';

/** The patient's live visits of a reminder's day, at least one: one reminder speaks for all of them. In one read for many. */
export async function visitsOfDays(
  reader: Reader,
  visits: VisitsService,
  messages: readonly DueMessage[],
  zoneOf: (locationId: string) => string,
): Promise<(message: DueMessage) => readonly Visit[] | undefined> {
  const reminders = messages.filter(isAboutVisit).filter((message) => message.kind === 'reminder');
  if (reminders.length === 0) return () => undefined;
  const days = reminders.map((message) => dayNumberOf(message.visitDay) * DAY_MS);
  const window = { start: Math.min(...days) - DAY_MS, end: Math.max(...days) + 2 * DAY_MS };
  const found = await visits.ofPatients(reader, [...new Set(reminders.map((message) => message.recipientId))], window);
  const byDay = new Map<string, Visit[]>();
  for (const visit of found) {
    if (!isUpcoming(visit)) continue;
    const key = `${visit.patientId}|${localDateOf(visit.start, zoneOf(visit.locationId))}`;
    const known = byDay.get(key);
    if (known) known.push(visit);
    else byDay.set(key, [visit]);
  }
  for (const [key, all] of byDay) byDay.set(key, certainOf(all));
  return (message) => (message.kind === 'reminder' ? byDay.get(`${message.recipientId}|${message.visitDay}`) : undefined);
}

/** Of what is not certain a reminder does not speak, unless there is nothing else. */
function certainOf(visits: Visit[]): Visit[] {
  const certain = visits.filter((visit) => visit.status !== 'tentative');
  return certain.length > 0 ? certain : visits;
}
