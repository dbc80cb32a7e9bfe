import { useQuery } from '@tanstack/react-query';
import { useCatalog } from '../api/catalog';
import { queries } from '../api/queries';
import { t } from '../texts';
import type { FindForm } from './find-form';
import { patchForm } from './find.store';
import css from './find.module.css';

/** Whom the patient would like to have: the best offers of a week may all be somebody else's. */
export function WishLine({ patientId, form }: { patientId: string; form: FindForm }) {
  const { practitioners } = useCatalog();
  const { data: patient } = useQuery(queries.patient(patientId));
  const wished = practitioners.filter(({ id, serviceIds }) => {
    const gives = form.spotServiceId !== null && serviceIds.includes(form.spotServiceId);
    return gives && patient?.wishes?.practitionerIds.includes(id) && id !== form.spotPractitionerId;
  });
  if (wished.length === 0) return null;
  return (
    <p className={css['prefilled']}>
      {t.find.wishes(wished.map((one) => one.displayName).join(', '))}
      {wished.map(({ id, displayName }) => (
        <button key={id} type="button" onClick={() => patchForm({ spotPractitionerId: id })}>
          {t.find.onlyWith(displayName)}
        </button>
      ))}
    </p>
  );
}
