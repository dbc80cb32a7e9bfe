import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCatalog } from '../api/catalog';
import { MOST_TO_REVIEW, queries } from '../api/queries';
import type { Visit } from '../api/types';
import { openRequests } from '../api/visit-requests';
import { usePolling } from '../live/live';
import { ProblemNotice } from '../shell/ProblemNotice';
import { Tag } from '../shell/Tag';
import { TableHead } from '../shell/TableHead';
import { t } from '../texts';
import { formatDayTime } from '../time/wall';
import { word, words } from '../words';
import { VisitRequests } from '../visit/VisitRequests';
import css from './screens.module.css';

/** What patients ask for, and visits to come that the screening no longer allows as they are, the next first. */
export function Review() {
  const list = useQuery({ ...queries.visitsToReview, refetchInterval: usePolling() });
  const visits = list.data?.data ?? [];
  const areAsked = (useQuery(openRequests).data?.data.length ?? 0) > 0;
  return (
    <div className={css['page']}>
      <div className={css['head']}>
        <h1>{t.nav.review}</h1>
      </div>
      <VisitRequests />
      {areAsked && <h2>{t.review.screened}</h2>}
      <p className={css['hint']}>{t.review.intro}</p>
      <ProblemNotice error={list.error} />
      {list.isLoading && <p role="status">{t.loading}…</p>}
      {list.data && (
        <p className={css['hint']} role="status">
          {visits.length > 0 ? t.review.count(visits.length) : areAsked ? t.review.noneScreened : t.review.empty}
        </p>
      )}
      {visits.length > 0 && <VisitTable visits={visits} />}
      {list.data?.page.hasMore && <p className={css['hint']}>{t.review.more(MOST_TO_REVIEW)}</p>}
    </div>
  );
}

function VisitTable({ visits }: { visits: Visit[] }) {
  const { serviceById, practitionerById } = useCatalog();
  const { columns } = t.review;
  return (
    <div className={css['tableWrap']}>
      <table className={css['table']}>
        <TableHead columns={[columns.when, columns.patient, columns.visit, columns.who, columns.state]} />
        <tbody>
          {visits.map((visit) => {
            const legs = visit.legs.filter((leg) => leg.status !== 'cancelled');
            const names = (pick: (leg: (typeof legs)[number]) => string | undefined) => [...new Set(legs.map(pick))].join(', ');
            return (
              <tr key={visit.id}>
                <td className={css['when']}>
                  <Link
                    to="/visits/$visitId"
                    params={{ visitId: visit.id }}
                    aria-label={t.review.open(formatDayTime(visit.start), visit.patient.displayName)}
                  >
                    {formatDayTime(visit.start)}
                  </Link>
                </td>
                <td>
                  <Link to="/patients" search={{ patient: visit.patient.id }}>
                    {visit.patient.displayName}
                  </Link>
                </td>
                <td>{names((leg) => serviceById.get(leg.serviceId)?.short)}</td>
                <td>{names((leg) => practitionerById.get(leg.practitionerId)?.displayName)}</td>
                <td>
                  <Tag tone="warn">{word(words.visitStatus, visit.status)}</Tag>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
