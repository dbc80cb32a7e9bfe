import { ActionIcon } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { LocalDate, Visit } from '../api/types';
import { Icon } from '../shell/icons';
import { ProblemNotice } from '../shell/ProblemNotice';
import { SidePanel } from '../shell/SidePanel';
import { t } from '../texts';
import { MovePanel } from './MovePanel';
import { useVisit } from './use-visit';
import { VisitDetail } from './VisitDetail';

interface Props {
  visitId: string;
  moving: boolean;
  date: LocalDate;
  onClose: () => void;
  onMoving: (moving: boolean) => void;
  onMoved: (visit: Visit) => void;
  onFindAgain: (visit: Visit) => void;
}

/** A visit beside the board. */
export function VisitPanel({ visitId, moving, date, onClose, onMoving, onMoved, onFindAgain }: Props) {
  const handle = useVisit(visitId);
  const { visit } = handle;
  const name = visit?.patient.displayName ?? t.visit.title;
  return (
    <SidePanel
      title={moving ? t.find.moveTitle(name) : name}
      onClose={moving ? () => onMoving(false) : onClose}
      tools={
        <ActionIcon component={Link} to={`/visits/${visitId}`} aria-label={t.visit.openPage}>
          <Icon name="open" size={16} />
        </ActionIcon>
      }
    >
      {handle.error && !visit && <ProblemNotice error={handle.error} title={t.visit.load} />}
      {!visit && !handle.error && <p role="status">{t.loading}…</p>}
      {visit && !moving && (
        <VisitDetail handle={handle} visit={visit} onMove={() => onMoving(true)} onFindAgain={() => onFindAgain(visit)} />
      )}
      {visit && moving && <MovePanel handle={handle} visit={visit} date={date} onMoved={onMoved} onBack={() => onMoving(false)} />}
    </SidePanel>
  );
}
