import { Button, Checkbox } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useCatalog } from '../api/catalog';
import { problemOf } from '../api/client';
import { queries } from '../api/queries';
import type { LocalDate, Option, Visit } from '../api/types';
import { ANY_TIME, movableLegs, moveSearchOf, optionKey, OPTIONS_SHOWN, type WhenForm } from '../find/find-form';
import { showGhost, type Taken } from '../find/find.store';
import { FoundOptions } from '../find/FoundOptions';
import { relaxesPeople, relaxWhen } from '../find/relax';
import { WhenFields } from '../find/WhenFields';
import { ScreeningProblem } from '../screening/ScreeningProblem';
import { useFocusBack } from '../shell/focus-back';
import { t } from '../texts';
import { inOrderOfTime, timeOf } from '../time/wall';
import { ForeignChange } from './ForeignChange';
import { canMove } from './moves';
import { MoveConsent } from './MoveConsent';
import { useMove, type MoveWish, type VisitHandle } from './use-visit';
import css from './visit.module.css';

interface Props {
  handle: VisitHandle;
  visit: Visit;
  /** The day of the board. */
  date: LocalDate;
  onMoved: (visit: Visit) => void;
  onBack: () => void;
}

/** Another time for a visit: the same search as for a new one, the visit's own place counted as free. */
export function MovePanel({ handle, visit, date, onMoved, onBack }: Props) {
  const catalog = useCatalog();
  const [when, setWhen] = useState<WhenForm>({ ...ANY_TIME, days: 'week' });
  const [sameTeam, setSameTeam] = useState(true);
  const [taken, setTaken] = useState<Taken>();
  const [target, setTarget] = useState<string>();
  const [wanted, setWanted] = useState<Option>();
  const focusFirst = useRef(true);
  const box = useRef<HTMLDivElement>(null);
  useFocusBack(box);
  const move = useMove();
  const { change } = handle;
  const [limit, setLimit] = useState(OPTIONS_SHOWN);
  // One more than shown: the place where the visit already is does not count.
  const request = { ...moveSearchOf(visit, when, sameTeam, date, catalog), limit: limit + 1 };
  const here = optionKey({ legs: inOrderOfTime(movableLegs(visit)) });
  const search = useQuery({
    ...queries.search(request),
    enabled: request.legs.length > 0 && canMove(visit),
    placeholderData: keepPreviousData,
    select: (found) => ({ ...found, options: found.options.filter((option) => optionKey(option) !== here).slice(0, limit) }),
  });
  useEffect(() => () => showGhost(undefined), []);

  const pick = (option: Option, wish?: MoveWish) => {
    // A second one would be refused: it would name the version that the first is changing.
    if (change.isPending || target !== undefined) return;
    setTaken(undefined);
    setWanted(option);
    // Asked for before it is tried.
    if (!wish && visit.status !== 'tentative' && option.requires?.includes('clearance-required')) return change.reset();
    setTarget(optionKey(option));
    change.mutate(move(visit, option, wish), {
      onSuccess: onMoved,
      onError: (error) => {
        const { code, next } = problemOf(error).problem;
        if (code === 'slot-taken') setTaken({ time: timeOf(option.start), next: next ?? [] });
        if (code === 'slot-taken') setWanted(undefined);
        void search.refetch();
      },
      onSettled: () => setTarget(undefined),
    });
  };
  const patch = (change: Partial<WhenForm>) => setWhen((old) => ({ ...old, ...change }));
  const problem = change.error && !handle.stale && problemOf(change.error).code !== 'slot-taken' ? change.error : null;
  const needsClearance = problem ? problemOf(problem).code === 'clearance-required' : wanted?.requires?.includes('clearance-required');
  return (
    <div ref={box} className={css['visit']} tabIndex={-1}>
      <ForeignChange handle={handle} />
      <ScreeningProblem error={problem} plan={visit.plan} />
      {wanted && (
        <MoveConsent
          visit={visit}
          option={wanted}
          error={problem}
          needsClearance={needsClearance === true && target === undefined}
          busy={change.isPending}
          onMove={(wish) => pick(wanted, wish)}
          onCancel={() => {
            setWanted(undefined);
            change.reset();
          }}
        />
      )}
      <WhenFields form={when} date={date} paired={request.legs.length > 1} onChange={patch} />
      <Checkbox label={t.find.sameTeam} checked={sameTeam} onChange={(event) => setSameTeam(event.currentTarget.checked)} />
      <FoundOptions
        search={search}
        taken={taken}
        problem={null}
        pending={change.isPending ? target : undefined}
        date={date}
        focusWhenFound={focusFirst}
        mayTakeFocus={() => true}
        limit={limit}
        onMore={() => setLimit(limit + OPTIONS_SHOWN)}
        onPick={pick}
        onRelax={(relaxation) => {
          if (relaxesPeople(relaxation.change)) setSameTeam(false);
          patch(relaxWhen(relaxation.change, request));
        }}
      />
      <Button variant="default" onClick={onBack}>
        {t.visit.backToVisit}
      </Button>
    </div>
  );
}
