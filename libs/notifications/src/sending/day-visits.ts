import { DAY_MS, dayNumberOf, localDateOf } from '#kernel';
import type { Reader } from '#platform';
import type { Visit, VisitsService } from '#scheduling';
import { isAboutVisit, type DueMessage } from '../messages/message.types.js';
import { isUpcoming } from '../kinds/kind.js';

/** One read answers 1,000 visits at most, and nobody has ten in the week or so that a batch of reminders is about. */
const PATIENTS_AT_ONCE = 100;

/** The patient's live visits of a reminder's day, at least one: one reminder speaks for all of them. One read for a hundred patients. */
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
  const patientIds = [...new Set(reminders.map((message) => message.recipientId))];
  const found: Visit[] = [];
  for (let i = 0; i < patientIds.length; i += PATIENTS_AT_ONCE)
    found.push(...(await visits.ofPatients(reader, patientIds.slice(i, i + PATIENTS_AT_ONCE), window)));
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
