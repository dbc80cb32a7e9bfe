import { ts } from '../texts.screening';
import { Clearances } from './Clearances';
import { ScreeningCard } from './ScreeningCard';
import { useScreening } from './use-screening';

/** A patient's answers and clearances, in the patient's panel. */
export function PatientScreening({ patientId }: { patientId: string }) {
  return (
    <>
      <section>
        <h3>{ts.title}</h3>
        <ScreeningCard handle={useScreening(patientId)} mayExpire />
      </section>
      <section>
        <h3>{ts.clearance.title}</h3>
        <Clearances patientId={patientId} />
      </section>
    </>
  );
}
