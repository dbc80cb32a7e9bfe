import { useMediaQuery } from '@mantine/hooks';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Suspense, useCallback, useEffect, useMemo } from 'react';
import { useCatalog, useLocationId, useToday } from '../api/catalog';
import type { Visit } from '../api/types';
import { findAgain } from '../find/find-again';
import { initialForm } from '../find/find-form';
import { findStore, ghostStore, showGhost } from '../find/find.store';
import { prefill } from '../find/prefill';
import { releaseHold } from '../find/release-hold';
import { preferences } from '../preferences';
import { BusyButton } from '../shell/BusyButton';
import { lazyPart } from '../shell/lazy-part';
import { goKeys, useKeys } from '../shell/keys';
import { Notice } from '../shell/Notice';
import { problemText } from '../shell/ProblemNotice';
import { leaving } from '../shell/unsaved';
import { useStore } from '../store';
import { useWishesOf, wish } from '../visit/wished.store';
import { t } from '../texts';
import { addDays, dateOf, formatDay, formatMinute } from '../time/wall';
import { Board } from './Board';
import { requestAnswered, requestFocus } from './board.store';
import { BoardSkeleton } from './BoardSkeleton';
import { EmptyDay, isEmptyDay } from './EmptyDay';
import { GROUPS, ROOMS, type Column } from './model';
import { toggleGroup, Toolbar, zoom } from './Toolbar';
import { useBoard } from './use-board';
import { useVisitKeys } from './use-visit-keys';
import css from './board.module.css';

const FindPanel = lazyPart(async () => (await import('../find/FindPanel')).FindPanel);
const VisitPanel = lazyPart(async () => (await import('../visit/VisitPanel')).VisitPanel);
const BoardList = lazyPart(async () => (await import('./BoardList')).BoardList);

const route = getRouteApi('/desk/');
type Search = ReturnType<typeof route.useSearch>;

/** The home of the front desk: who is where now, and everything that is done about it in a panel beside it. */
export function BoardScreen() {
  const search = route.useSearch();
  const locationId = useLocationId();
  const today = useToday();
  const date = search.date ?? today;
  const narrow = useMediaQuery('(max-width: 800px)', false, { getInitialValueInEffect: false });
  const asList = search.view ? search.view === 'list' : narrow;
  const board = useBoard(locationId, date);
  const { model } = board;
  const empty = model !== undefined && isEmptyDay(model.day);

  const { go, goDate, openVisit } = useAddress(today);
  const { openFind, onSlot, findAfter, onFindAgain } = useFindDoors(model, go);
  const close = leaving(() => {
    releaseHold();
    showGhost(undefined);
    requestFocus({ focusVisit: search.visit, orTabStop: true });
    go({ visit: undefined, panel: undefined });
  });
  const moving = search.panel === 'move' ? model?.day.visits.find((visit) => visit.id === search.visit) : undefined;
  const shown = useShownColumns(model?.columns ?? [], search.panel === 'find', moving);
  useWishesOf(search.visit);
  const visitKeys = useVisitKeys(model, { open: openVisit, findAfter });
  useBoardKeys({ date, today, asList, goDate, openFind, go, groups: shown.groups });

  const booked = (visit: Visit) => {
    const day = dateOf(visit.start);
    requestFocus({ focusVisit: visit.id, focusDay: day });
    go({ panel: undefined, visit: undefined, date: day === today ? undefined : day });
  };

  return (
    <div className={css['screen']}>
      <div className={css['work']}>
        <Toolbar
          date={date}
          today={today}
          day={board.data}
          groups={shown.groups}
          asList={asList}
          finding={search.panel === 'find'}
          onDate={goDate}
          onFind={openFind}
          onView={() => go({ view: asList ? 'board' : 'list' })}
        />
        <LoadProblem board={board} date={date} />
        {!model && !board.error && <BoardSkeleton />}
        {model && !asList && !empty && (
          <Board
            model={model}
            columns={shown.columns}
            collapsed={shown.collapsed}
            rowHeight={shown.rowHeight}
            now={board.now}
            selected={search.visit}
            visitKeys={visitKeys}
            onOpen={openVisit}
            onSlot={onSlot}
          />
        )}
        {model && !asList && empty && <EmptyDay day={model.day} onFind={openFind} />}
        {model && asList && (
          <Suspense fallback={<BoardSkeleton />}>
            <BoardList day={model.day} selected={search.visit} onOpen={openVisit} />
          </Suspense>
        )}
      </div>
      <Suspense fallback={<aside className={css['panelSpace']} />}>
        {search.panel === 'find' && <FindPanel date={date} locationId={locationId} onClose={close} onDate={goDate} onBooked={booked} />}
        {search.visit && search.panel !== 'find' && (
          <VisitPanel
            key={search.visit}
            visitId={search.visit}
            moving={search.panel === 'move'}
            date={date}
            onClose={close}
            onMoving={(moving) => go({ panel: moving ? 'move' : undefined })}
            onMoved={booked}
            onFindAgain={onFindAgain}
          />
        )}
      </Suspense>
    </div>
  );
}

/** What is shown is in the address. */
function useAddress(today: string) {
  const navigate = useNavigate({ from: '/' });
  const go = useCallback((patch: Partial<Search>) => void navigate({ search: (old) => ({ ...old, ...patch }) }), [navigate]);
  const goDate = useCallback(
    (next: string) => {
      requestAnswered();
      go({ date: next === today ? undefined : next });
    },
    [go, today],
  );
  const openVisit = useCallback(
    (visit: string, panel?: 'move') => {
      wish();
      go({ visit, panel });
    },
    [go],
  );
  return { go, goDate, openVisit };
}

function LoadProblem({ board, date }: { board: ReturnType<typeof useBoard>; date: string }) {
  if (!board.error) return null;
  return (
    <div className={css['bar']}>
      <Notice tone="bad" alert title={t.board.loadFailed(formatDay(date))}>
        <span>
          {problemText(board.error)} {board.data ? t.board.stale : ''}
        </span>
        <BusyButton variant="default" busy={board.isFetching} onClick={() => void board.refetch()}>
          {t.retry}
        </BusyButton>
      </Notice>
    </div>
  );
}

/** The ways into the find panel: the key, a free slot, after a visit, instead of one. */
function useFindDoors(model: ReturnType<typeof useBoard>['model'], go: (patch: Partial<Search>) => void) {
  const catalog = useCatalog();
  const openFind = useCallback(() => go({ panel: 'find', visit: undefined }), [go]);
  const onSlot = useCallback(
    (column: Pick<Column, 'id' | 'name'>, minute: number) => {
      const practitioner = catalog.practitionerById.get(column.id);
      const form = findStore.get().form ?? initialForm(catalog, preferences.get().find);
      releaseHold();
      if (practitioner)
        findStore.set({
          form: prefill(form, practitioner, minute, catalog),
          from: { time: formatMinute(minute), name: column.name },
          taken: undefined,
        });
      openFind();
    },
    [catalog, openFind],
  );
  const findAfter = useCallback(
    (legId: string) => {
      const column = model?.columns.find(({ kind, blocks }) => kind === 'practitioner' && blocks.some((block) => block.legId === legId));
      const block = column?.blocks.find((one) => one.legId === legId);
      if (model && column && block) onSlot(column, block.to + model.firstMinute);
    },
    [model, onSlot],
  );
  const onFindAgain = useCallback(
    (visit: Visit) =>
      leaving(() => {
        findAgain(visit, catalog);
        openFind();
      })(),
    [catalog, openFind],
  );
  return { openFind, onSlot, findAfter, onFindAgain };
}

/** Which columns are drawn, and which groups shrink to strips while a time is being searched. */
function useShownColumns(columns: Column[], finding: boolean, moving: Visit | undefined) {
  const hidden = useStore(preferences, (state) => state.hiddenGroups);
  const showRooms = useStore(preferences, (state) => state.showRooms);
  const rowHeight = useStore(preferences, (state) => state.rowHeight);
  const { serviceById, practitionerById, practitioners } = useCatalog();
  const form = useStore(findStore, (state) => state.form);
  const ghost = useStore(ghostStore, (state) => state.option);
  // From the clinic, not from the day: the buttons stay while another day is loading.
  const groups = useMemo(() => GROUPS.filter((group) => practitioners.some((one) => one.discipline === group)), [practitioners]);
  const shown = useMemo(
    () => columns.filter((column) => (column.group === ROOMS ? showRooms : !hidden.includes(column.group))),
    [columns, hidden, showRooms],
  );
  const services = moving ? moving.legs.map((leg) => leg.serviceId) : finding ? [form?.hostServiceId, form?.spotServiceId] : [];
  const people = finding || moving ? (ghost?.legs ?? []).map((leg) => leg.practitionerId) : [];
  const involvedKey = [
    ...services.map((id) => (id ? serviceById.get(id)?.discipline : undefined)),
    ...people.map((id) => practitionerById.get(id)?.discipline),
  ].join(' ');
  const collapsed = useMemo(() => {
    const involved = involvedKey.split(' ').filter(Boolean);
    if (involved.length === 0) return new Set<string>();
    return new Set<string>(GROUPS.filter((group) => !involved.includes(group)));
  }, [involvedKey]);
  return { groups, columns: shown, collapsed, rowHeight };
}

interface KeyContext {
  date: string;
  today: string;
  asList: boolean;
  groups: string[];
  goDate: (date: string) => void;
  openFind: () => void;
  go: (patch: Partial<Search>) => void;
}

function useBoardKeys({ date, today, asList, groups, goDate, openFind, go }: KeyContext): void {
  const group = (index: number) => () => {
    const name = groups[index];
    if (name) toggleGroup(name);
  };
  useKeys({
    t: () => goDate(today),
    j: () => goDate(addDays(date, 1)),
    k: () => goDate(addDays(date, -1)),
    f: (event) => {
      event.preventDefault();
      openFind();
    },
    r: (event) => !goKeys.ends(event) && preferences.set({ showRooms: !preferences.get().showRooms }),
    l: () => go({ view: asList ? 'board' : 'list' }),
    '+': () => zoom(1),
    '=': () => zoom(1),
    '-': () => zoom(-1),
    '1': group(0),
    '2': group(1),
    '3': group(2),
    '4': group(3),
  });
  useEffect(() => () => showGhost(undefined), []);
}
