import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { queries } from '../api/queries';
import { useMay } from '../api/session';
import { openRequests, type VisitRequest } from '../api/visit-requests';
import { usePolling } from '../live/live';
import css from '../screens/screens.module.css';
import { useFocusNext } from '../shell/focus-back';
import { ProblemNotice } from '../shell/ProblemNotice';
import { TableHead } from '../shell/TableHead';
import { t } from '../texts';
import { tv } from '../texts.visit-requests';
import { formatDayTime } from '../time/wall';
import { word } from '../words';
import { SeenTo } from './SeenTo';

/** Patients who need another time, the longest waiting first. Absent while nobody does. */
export function VisitRequests() {
  const { data, error } = useQuery({ ...openRequests, refetchInterval: usePolling() });
  const { columns } = tv;
  const box = useRef<HTMLTableElement>(null);
  useFocusNext(box, 'tbody tr');
  if (error) return <ProblemNotice error={error} />;
  if (!data || data.data.length === 0) return null;
  return (
    <section aria-label={tv.title}>
      <h2>{tv.title}</h2>
      <p className={css['hint']}>{tv.intro}</p>
      <div className={css['tableWrap']}>
        <table ref={box} className={css['table']}>
          <TableHead columns={[columns.visit, columns.patient, columns.reach, columns.kind, columns.since, columns.act]} />
          <tbody>
            {data.data.map((request) => (
              <Row key={request.id} request={request} />
            ))}
          </tbody>
        </table>
      </div>
      {data.page.hasMore && <p className={css['hint']}>{t.review.more(data.data.length)}</p>}
    </section>
  );
}

function Row({ request }: { request: VisitRequest }) {
  const { visitId, visitStart, patient, kind, at } = request;
  const { data } = useQuery({ ...queries.patient(patient.id), enabled: useMay('patients:read') });
  const when = formatDayTime(visitStart);
  return (
    <tr>
      <td className={css['when']}>
        <Link to="/visits/$visitId" params={{ visitId }} aria-label={t.review.open(when, patient.displayName)}>
          {when}
        </Link>
      </td>
      <td>
        <Link to="/patients" search={{ patient: patient.id }}>
          {patient.displayName}
        </Link>
      </td>
      <td>{data?.phone ?? data?.email}</td>
      <td>{word(tv.kinds, kind)}</td>
      <td className={css['when']}>{formatDayTime(at)}</td>
      <td>
        <SeenTo request={request} />
      </td>
    </tr>
  );
}
