import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Suspense, useRef, useState, type ReactNode } from 'react';
import { useCatalog } from '../api/catalog';
import { queries } from '../api/queries';
import type { Visit } from '../api/types';
import { referrerName } from '../find/ReferralField';
import { VisitScreening } from '../screening/VisitScreening';
import { BusyButton } from '../shell/BusyButton';
import { useFocusBack } from '../shell/focus-back';
import { useKeys } from '../shell/keys';
import { lazyPart } from '../shell/lazy-part';
import { ProblemNotice } from '../shell/ProblemNotice';
import { Tag, type TagTone } from '../shell/Tag';
import { areaName } from '../names';
import { t } from '../texts';
import { dateOf, elapsedMinutes, formatDay, inOrderOfTime } from '../time/wall';
import { word, words } from '../words';
import { CancelForm } from './CancelForm';
import { ForeignChange } from './ForeignChange';
import { LegCard } from './LegCard';
import { canCancel, canConfirm, canMove, legsFor } from './moves';
import { confirmVisit, stepAll, type VisitHandle } from './use-visit';
import { VisitMessages } from './VisitMessages';
import { VisitRequestNotice } from './VisitRequestNotice';
import { useWish } from './wished.store';
import css from './visit.module.css';

const VisitNotes = lazyPart(async () => (await import('../intake/VisitNotes')).VisitNotes);

const TONES: Record<string, TagTone> = {
  tentative: 'warn',
  confirmed: 'good',
  arrived: 'info',
  'in-progress': 'info',
  completed: 'neutral',
  'no-show': 'bad',
  cancelled: 'neutral',
};

interface Props {
  handle: VisitHandle;
  visit: Visit;
  onMove: () => void;
  onFindAgain: () => void;
}

/** Everything about one visit: the side panel and the page show the same. */
export function VisitDetail({ handle, visit, onMove, onFindAgain }: Props) {
  const [cancelling, setCancelling] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const { change } = handle;
  useFocusBack(box);
  useWish(visit.id, undefined, () => canCancel(visit) && setCancelling(true));
  useKeys({
    s: () => !change.isPending && legsFor(visit, 'arrive').length > 0 && change.mutate(stepAll(visit, 'arrive')),
    m: () => canMove(visit) && onMove(),
    x: () => canCancel(visit) && setCancelling(true),
  });
  const live = visit.legs.filter((leg) => leg.status !== 'cancelled');
  const shown = inOrderOfTime(live.length > 0 ? live : visit.legs);
  return (
    <div ref={box} className={css['visit']} tabIndex={-1}>
      <ForeignChange handle={handle} />
      {change.error && !handle.stale && <ProblemNotice error={change.error} />}
      <p className={css['summary']}>
        <Tag tone={TONES[visit.status] ?? 'neutral'}>{word(words.visitStatus, visit.status)}</Tag>
        <span>{formatDay(dateOf(visit.start), true)}</span>
      </p>
      <VisitRequestNotice visit={visit} />
      <VisitScreening visit={visit} />
      <div className={css['legs']}>
        {shown.map((leg, index) => (
          <div key={leg.id} className={css['legSlot']}>
            {index > 0 && <Wait from={shown[index - 1]!.end} to={leg.start} />}
            <LegCard visit={visit} leg={leg} change={change} />
          </div>
        ))}
      </div>
      {cancelling ? (
        <CancelForm visit={visit} handle={handle} onDone={() => setCancelling(false)} />
      ) : (
        <VisitActions handle={handle} visit={visit} onMove={onMove} onCancel={() => setCancelling(true)} onFindAgain={onFindAgain} />
      )}
      <Suspense>
        <VisitNotes visit={visit} />
      </Suspense>
      <PlanBlock visit={visit} />
      {visit.referralId && <ReferralBlock id={visit.referralId} />}
      <Block title={t.visit.patient}>
        <Link to="/patients" search={{ patient: visit.patient.id }}>
          {visit.patient.displayName}
        </Link>
      </Block>
      <Block title={t.visit.messages}>
        <VisitMessages visitId={visit.id} />
      </Block>
    </div>
  );
}

interface ActionProps {
  handle: VisitHandle;
  visit: Visit;
  onMove: () => void;
  onCancel: () => void;
  onFindAgain: () => void;
}

function VisitActions({ handle, visit, onMove, onCancel, onFindAgain }: ActionProps) {
  const { change } = handle;
  const pending = change.isPending;
  const arriving = legsFor(visit, 'arrive').length > 0;
  return (
    <div className={css['actions']}>
      {arriving && (
        <BusyButton busy={pending} rightSection={<kbd>S</kbd>} onClick={() => change.mutate(stepAll(visit, 'arrive'))}>
          {t.visit.actions['arrive']}
        </BusyButton>
      )}
      {canConfirm(visit) && (
        <BusyButton variant="default" busy={pending} onClick={() => change.mutate(confirmVisit(visit))}>
          {t.visit.confirm}
        </BusyButton>
      )}
      {canMove(visit) && (
        <Button variant="default" rightSection={<kbd>M</kbd>} onClick={onMove}>
          {t.visit.move}
        </Button>
      )}
      {arriving && (
        <BusyButton variant="default" busy={pending} onClick={() => change.mutate(stepAll(visit, 'no-show'))}>
          {t.visit.actions['no-show']}
        </BusyButton>
      )}
      {canCancel(visit) ? (
        <Button variant="default" className={css['danger']} rightSection={<kbd>X</kbd>} onClick={onCancel}>
          {t.visit.cancel}
        </Button>
      ) : (
        <Button variant="default" onClick={onFindAgain}>
          {t.visit.findAgain}
        </Button>
      )}
    </div>
  );
}

function Wait({ from, to }: { from: string; to: string }) {
  const minutes = elapsedMinutes(from, to);
  return minutes > 0 ? <span className={css['wait']}>{t.visit.wait(minutes)}</span> : null;
}

function PlanBlock({ visit }: { visit: Visit }) {
  const { areaByCode, techniqueByCode } = useCatalog();
  const { areas = [], techniques = [], bringAid, notes } = visit.plan ?? {};
  const nameOf = (code: string) => areaByCode.get(code)?.name ?? code;
  const lines = [
    areas.map((area) => areaName(area, nameOf)).join(', '),
    techniques.map((code) => techniqueByCode.get(code)?.name ?? code).join(', '),
    bringAid ? t.find.bringAid : '',
    notes,
  ].filter(Boolean);
  return (
    <Block title={t.visit.plan}>
      {lines.length === 0 && <span className={css['dim']}>{t.visit.noPlan}</span>}
      {lines.map((line) => (
        <span key={line} className={css['pre']}>
          {line}
        </span>
      ))}
    </Block>
  );
}

function ReferralBlock({ id }: { id: string }) {
  const catalog = useCatalog();
  const referral = useQuery(queries.referral(id)).data;
  const ledger = useQuery(queries.ledger(id)).data;
  return (
    <Block title={t.visit.referral}>
      {referral && (
        <span>
          <Link to="/referrals/$referralId" params={{ referralId: id }}>
            {t.find.from_(referrerName(referral, catalog))}
          </Link>
          : {referral.reason}
        </span>
      )}
      {ledger && (
        <span className={css['dim']}>
          {t.find.left(ledger)} · {t.visit.ledger(ledger.booked, ledger.used)}
        </span>
      )}
    </Block>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css['block']}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
