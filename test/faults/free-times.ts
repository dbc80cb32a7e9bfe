import type { Api } from '../support/api.js';
import { LOCATION, service, type Option, type OptionLeg } from '../support/stories.js';

const DAY_MS = 86_400_000;
/** Practitioners and rooms keep their buffers as well. */
const GAP_MS = 15 * 60_000;
const MOST_DAYS = 365;

/** Times of one service that can all be booked together, from a day on. */
export async function freeTimes(api: Api, count: number, fromDay: string): Promise<Option[]> {
  const chosen: Option[] = [];
  const first = Date.parse(fromDay);
  for (let day = first; chosen.length < count && day < first + MOST_DAYS * DAY_MS; day += DAY_MS) {
    const date = new Date(day).toISOString().slice(0, 10);
    const search = { locationId: LOCATION, from: date, to: date, legs: [{ serviceId: service('adjustment') }], limit: 200 };
    const found = await api.call<{ options: Option[] }>('POST', '/availability/search', search);
    const taken: OptionLeg[] = [];
    for (const option of found.body.options ?? []) {
      if (chosen.length === count) break;
      if (option.legs.some((leg) => taken.some((other) => collides(leg, other)))) continue;
      taken.push(...option.legs);
      chosen.push(option);
    }
  }
  return chosen;
}

function collides(a: OptionLeg, b: OptionLeg): boolean {
  const shares = a.practitionerId === b.practitionerId || a.roomId === b.roomId;
  return shares && Date.parse(a.start) < Date.parse(b.end) + GAP_MS && Date.parse(b.start) < Date.parse(a.end) + GAP_MS;
}
