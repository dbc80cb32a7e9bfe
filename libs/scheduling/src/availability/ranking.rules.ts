import { localDateOf, type LocalDate } from '#kernel';
import { fitTogether, isLimited, minutesOf, type HandsOnDays } from '../facts/hands-on.rules.js';
import type { FoundLeg, FoundOption, SearchInput } from './search.types.js';

/** A visit has fewer legs: one wish outweighs any number of habits. */
const A_WISH = 8;

/** What a search knows of the people of an option beside their times. People are listed as the legs are, in the order of time. */
export class Ranking {
  private readonly isMassage: readonly boolean[];
  private readonly hasFavourites: boolean;
  /** Massage minutes by therapist and day; absent where somebody has no limits, so that nobody counts how much they have. */
  private readonly minutes?: ReadonlyMap<string, ReadonlyMap<LocalDate, number>>;

  constructor(
    private readonly input: SearchInput,
    private readonly handsOn: HandsOnDays,
  ) {
    const { legs, preferredIds = [], usualTherapistId } = input.query;
    const { practitioners } = input.facts.snapshot;
    this.isMassage = legs.map((leg) => leg.service.discipline === 'massage');
    this.hasFavourites = preferredIds.length > 0 || usualTherapistId !== undefined;
    const therapists = legs.flatMap((leg, i) => (this.isMassage[i] ? leg.practitionerIds : []));
    if (therapists.length > 0 && therapists.every((id) => isLimited(practitioners.get(id)!))) this.minutes = minutesByDay(handsOn);
  }

  /** More for people whom the patient wishes, less for the usual therapist, nothing for others. */
  favourOf(order: readonly number[], people: readonly string[]): number {
    if (!this.hasFavourites) return 0;
    const { preferredIds = [], usualTherapistId } = this.input.query;
    let favour = 0;
    for (let i = 0; i < people.length; i++) {
      if (preferredIds.includes(people[i]!)) favour += A_WISH;
      if (this.isMassage[order[i]!] && people[i] === usualTherapistId) favour++;
    }
    return favour;
  }

  /** Massage minutes of the therapists on a day; nothing where they are not counted for everybody. */
  loadOn(date: LocalDate, order: readonly number[], people: readonly string[]): number {
    if (!this.minutes) return 0;
    let minutes = 0;
    for (let i = 0; i < people.length; i++) if (this.isMassage[order[i]!]) minutes += this.minutes.get(people[i]!)?.get(date) ?? 0;
    return minutes;
  }

  /** What a favour says about an option. */
  marksOf(favour: number): Pick<FoundOption, 'preferred' | 'usualTherapist'> {
    return { preferred: favour >= A_WISH || undefined, usualTherapist: favour % A_WISH > 0 || undefined };
  }

  /** Whether massage legs of one therapist are not too much together; each alone was checked before. */
  isWithinLimits(legs: readonly FoundLeg[]): boolean {
    if (legs.length < 2) return true;
    const { practitioners, services } = this.input.facts.snapshot;
    const massages = legs.filter((leg) => services.get(leg.serviceId)!.discipline === 'massage');
    if (massages.length < 2) return true;
    const dateOf = (leg: FoundLeg) => localDateOf(leg.start, this.input.facts.location.timeZone);
    return massages.every((leg) => {
      const limits = practitioners.get(leg.practitionerId)!;
      if (!isLimited(limits)) return true;
      const own = massages.filter((one) => one.practitionerId === leg.practitionerId);
      if (own.length < 2) return true;
      const date = dateOf(leg);
      const sameDay = own.filter((one) => dateOf(one) === date);
      return fitTogether(limits, this.handsOn.get(leg.practitionerId)?.get(date) ?? [], sameDay);
    });
  }
}

function minutesByDay(handsOn: HandsOnDays): Map<string, Map<LocalDate, number>> {
  return new Map([...handsOn].map(([id, days]) => [id, new Map([...days].map(([date, legs]) => [date, minutesOf(legs)]))]));
}
