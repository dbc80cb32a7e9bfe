import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { screeningQueries, type ClearanceRequest } from '../api/screening';
import { personName } from '../names';
import table from '../screens/screens.module.css';
import { ProblemNotice } from '../shell/ProblemNotice';
import { TableHead } from '../shell/TableHead';
import { ts } from '../texts.screening';
import { serverNow } from '../time/server-clock';
import { formatDayTime } from '../time/wall';

const DAY_MS = 86_400_000;
const LATELY_DAYS = 7;
const SHOWN = 20;

/** Whose time was given up: somebody may have to call them. */
export function LatelyClosed({ practitionerId }: { practitionerId: string | undefined }) {
  const today = Math.floor(serverNow() / DAY_MS) * DAY_MS;
  // Whole days: the key of the query stays the same while the page is open.
  const filter = { practitionerId, deadlineFrom: new Date(today - LATELY_DAYS * DAY_MS).toISOString() };
  const expired = useQuery(screeningQueries.requests({ ...filter, status: 'expired' }));
  const refused = useQuery(screeningQueries.requests({ ...filter, status: 'refused' }));
  const closedAt = ({ closedAt = '' }: ClearanceRequest) => Date.parse(closedAt);
  const requests = [...(expired.data?.data ?? []), ...(refused.data?.data ?? [])].sort((a, b) => closedAt(b) - closedAt(a)).slice(0, SHOWN);
  const error = expired.error ?? refused.error;
  if (error) return <ProblemNotice error={error} />;
  if (requests.length === 0) return null;
  const { latelyColumns: columns, what } = ts.inbox;
  return (
    <section aria-label={ts.inbox.lately}>
      <h2>{ts.inbox.lately}</h2>
      <p className={table['hint']}>{ts.inbox.latelyHint}</p>
      <div className={table['tableWrap']}>
        <table className={table['table']}>
          <TableHead columns={[columns.patient, columns.visit, columns.asked, columns.what]} />
          <tbody>
            {requests.map(({ id, patient, visit, provider, status }) => (
              <tr key={id}>
                <td>
                  <Link to="/patients" search={{ patient: patient.id }}>
                    {patient.displayName}
                  </Link>
                </td>
                <td className={table['when']}>
                  <Link to="/visits/$visitId" params={{ visitId: visit.id }}>
                    {formatDayTime(visit.start)}
                  </Link>
                </td>
                <td>{personName(provider.name)}</td>
                <td>{what[status as keyof typeof what]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
