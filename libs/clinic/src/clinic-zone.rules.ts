import type { ClinicSnapshot } from './clinic.types.js';

/** IANA name of the zone of what belongs to no location, such as people and settings: that of the clinic's first. */
export function clinicZone({ locations }: Pick<ClinicSnapshot, 'locations'>): string {
  const [first] = locations.values();
  return first?.timeZone ?? 'UTC';
}
