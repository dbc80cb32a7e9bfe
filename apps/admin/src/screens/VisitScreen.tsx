import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useCatalog } from '../api/catalog';
import { findAgain } from '../find/find-again';
import { useFocusBack } from '../shell/focus-back';
import { Icon } from '../shell/icons';
import { useKeys } from '../shell/keys';
import { ProblemNotice } from '../shell/ProblemNotice';
import { leaving } from '../shell/unsaved';
import { t } from '../texts';
import { dateOf } from '../time/wall';
import { MovePanel } from '../visit/MovePanel';
import { useVisit } from '../visit/use-visit';
import { VisitDetail } from '../visit/VisitDetail';
import css from './screens.module.css';

const route = getRouteApi('/desk/visits/$visitId');

/** A visit with an address of its own: for links in messages to the team, and for a second tab. */
export function VisitScreen() {
  const { visitId } = route.useParams();
  return <VisitPage key={visitId} visitId={visitId} />;
}

function VisitPage({ visitId }: { visitId: string }) {
  const handle = useVisit(visitId);
  const [moving, setMoving] = useState(false);
  const navigate = useNavigate();
  const catalog = useCatalog();
  const { visit } = handle;
  const box = useRef<HTMLDivElement>(null);
  useFocusBack(box);
  useKeys({ Escape: () => setMoving(false) });
  if (handle.error && !visit) {
    return (
      <div className={css['page']}>
        <h1>{t.visit.title}</h1>
        <ProblemNotice error={handle.error} title={t.visit.load} />
        <p>
          <Link to="/">{t.visit.back}</Link>
        </p>
      </div>
    );
  }
  if (!visit) return <p className={css['pending']}>{t.loading}…</p>;
  const onFindAgain = leaving(() => {
    findAgain(visit, catalog);
    void navigate({ to: '/', search: { panel: 'find', location: visit.locationId } });
  });
  return (
    <div ref={box} className={css['page']} data-narrow tabIndex={-1}>
      <div className={css['head']}>
        <h1>{moving ? t.find.moveTitle(visit.patient.displayName) : visit.patient.displayName}</h1>
        <Link to="/" search={{ date: dateOf(visit.start), location: visit.locationId, visit: visit.id }} className={css['iconLink']}>
          <Icon name="board" size={16} /> {t.visit.showOnBoard}
        </Link>
      </div>
      {moving ? (
        <MovePanel
          handle={handle}
          visit={visit}
          date={dateOf(visit.start)}
          onMoved={() => setMoving(false)}
          onBack={() => setMoving(false)}
        />
      ) : (
        <VisitDetail handle={handle} visit={visit} onMove={() => setMoving(true)} onFindAgain={onFindAgain} />
      )}
    </div>
  );
}
