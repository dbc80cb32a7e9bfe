import { Link } from '@tanstack/react-router';
import type { Screening } from '../api/screening';
import { Notice } from '../shell/Notice';
import { ts } from '../texts.screening';
import { formatDayTime } from '../time/wall';
import css from './screening.module.css';

/** Upcoming visits that the answers just given no longer allow. */
export function AffectedVisits({ visits }: { visits: Screening['affectedVisits'] }) {
  if (visits.length === 0) return null;
  return (
    <Notice tone="warn" title={ts.affected(visits.length)} alert>
      <ul className={css['visits']}>
        {visits.map((visit) => (
          <li key={visit.id}>
            <Link to="/visits/$visitId" params={{ visitId: visit.id }}>
              {formatDayTime(visit.start)}
            </Link>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
