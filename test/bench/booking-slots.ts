import type { ClinicSnapshot } from '#clinic';
import { addDays, MINUTE_MS, toInstant, weekdayOf, type LocalDate } from '#kernel';

/** Two therapists' days at the demo clinic, each beside a chiropractor and in a bay of their own. */
const TEAMS = [
  { host: 'finch', therapist: 'willow', room: 'Treatment 1', bay: 'Spot bay A', days: ['mon', 'tue', 'thu', 'fri'] },
  { host: 'wren', therapist: 'silva', room: 'Treatment 2', bay: 'Spot bay B', days: ['mon', 'wed', 'thu'] },
];
/** A therapist's 300 hands-on minutes: 16 pairs in the morning, 4 in the afternoon. */
const STARTS = [...Array.from({ length: 15 }, (_, i) => 480 + i * 15), ...Array.from({ length: 5 }, (_, i) => 840 + i * 15)];
const LAST_DAY = '2028-08-20';

/** Bodies of `POST /visits`: host, then spot work, each at a time that nobody else asks for. */
export function* bookings(snapshot: ClinicSnapshot, patientIds: readonly string[], from: LocalDate): Generator<string> {
  const location = [...snapshot.locations.values()][0]!;
  const person = (name: string) => [...snapshot.practitioners.values()].find((one) => one.displayName.toLowerCase().includes(name))!.id;
  const room = (name: string) => snapshot.rooms.find((one) => one.name === name)!.id;
  const service = (name: string) => [...snapshot.services.values()].find((one) => one.name === name)!.id;
  const [adjustment, spot] = [service('Chiropractic adjustment'), service('Spot work')];
  let patient = 0;
  for (let date = from; date <= LAST_DAY; date = addDays(date, 1)) {
    if (date === '2026-12-25' || date === '2027-01-01') continue;
    for (const team of TEAMS.filter((one) => one.days.includes(weekdayOf(date)))) {
      for (const minute of STARTS) {
        const start = toInstant(date, minute, location.timeZone);
        const leg = (serviceId: string, practitionerId: string, roomId: string, at: number) => ({
          serviceId,
          practitionerId,
          roomId,
          start: new Date(at).toISOString().replace('.000Z', 'Z'),
        });
        const legs = [
          leg(adjustment, person(team.host), room(team.room), start),
          leg(spot, person(team.therapist), room(team.bay), start + 15 * MINUTE_MS),
        ];
        yield JSON.stringify({ patientId: patientIds[patient++ % patientIds.length], legs });
      }
    }
  }
}

export function take<T>(from: Generator<T>, count: number): T[] {
  return Array.from({ length: count }, () => {
    const { value, done } = from.next();
    if (done) throw new Error('too few slots for so many bookings');
    return value;
  });
}
