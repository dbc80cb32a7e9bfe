import type { Catalog } from '../api/queries';
import type { Practitioner } from '../api/types';
import { formatMinute } from '../time/wall';
import { isSpot, type FindForm } from './find-form';

/**
 * The form for a click on a free slot: this practitioner, this day, from this time. If the order puts the other half
 * first, the search begins early enough for it.
 */
export function prefill(
  form: FindForm,
  practitioner: Practitioner,
  minute: number,
  catalog: Pick<Catalog, 'services' | 'serviceById'>,
): FindForm {
  const gives = catalog.services.filter((service) => practitioner.serviceIds.includes(service.id));
  const asSpot = practitioner.discipline === 'massage';
  const usual = asSpot ? form.spotServiceId : form.hostServiceId;
  const own = gives.filter((service) => isSpot(service) === asSpot);
  const serviceId = own.find((service) => service.id === usual)?.id ?? own[0]?.id ?? usual;
  const services = asSpot ? { spotServiceId: serviceId } : { hostServiceId: serviceId };
  const people = asSpot
    ? { spotPractitionerId: practitioner.id, hostPractitionerId: null }
    : { hostPractitionerId: practitioner.id, spotPractitionerId: null };
  const firstId = form.order === 'after' && asSpot ? form.hostServiceId : form.order === 'before' && !asSpot ? form.spotServiceId : null;
  const lead = firstId ? (catalog.serviceById.get(firstId)?.durationMinutes ?? 0) : 0;
  return { ...form, ...services, ...people, days: 'day', timeFrom: formatMinute(Math.max(0, minute - lead)), timeTo: '' };
}
