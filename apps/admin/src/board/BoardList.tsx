import { useEffect, useMemo } from 'react';
import { useCatalog } from '../api/catalog';
import type { BoardDay } from '../api/types';
import { StateGlyph } from '../shell/StateGlyph';
import { areaName } from '../names';
import { useStore } from '../store';
import { TableHead } from '../shell/TableHead';
import { t } from '../texts';
import { timeOf } from '../time/wall';
import { word, words } from '../words';
import { boardStore, requestAnswered } from './board.store';
import { isLive, stateOf } from './model';
import css from './board.module.css';
import table from '../screens/screens.module.css';

/** The same day as a table: for screen readers, large text and narrow screens. */
export function BoardList({ day, selected, onOpen }: { day: BoardDay; selected: string | undefined; onOpen: (visitId: string) => void }) {
  const { serviceById, practitionerById, roomById, areaByCode } = useCatalog();
  const rows = useMemo(
    () =>
      day.visits
        .flatMap((visit) => visit.legs.filter(isLive).map((leg) => ({ visit, leg })))
        .sort((a, b) => Date.parse(a.leg.start) - Date.parse(b.leg.start)),
    [day],
  );
  useRequestedRow(day);
  if (rows.length === 0) return <p className={css['empty']}>{t.board.list.empty}</p>;
  const nameOf = (code: string) => areaByCode.get(code)?.name ?? code;
  return (
    <div className={css['list']}>
      <table className={table['table']}>
        <TableHead
          columns={[t.board.list.time, t.board.list.patient, t.board.list.what, t.board.list.who, t.board.list.room, t.board.list.status]}
        />
        <tbody>
          {rows.map(({ visit, leg }) => {
            const service = serviceById.get(leg.serviceId);
            const areas = service?.role === 'spot' ? (visit.plan?.areas ?? []).map((area) => areaName(area, nameOf)).join(', ') : '';
            const mates = visit.legs.filter((other) => other !== leg && isLive(other));
            return (
              <tr key={leg.id} data-selected={visit.id === selected || undefined}>
                <td>{timeOf(leg.start)}</td>
                <td>
                  <button type="button" className={table['rowButton']} data-list-visit={visit.id} onClick={() => onOpen(visit.id)}>
                    {visit.patient.displayName}
                  </button>
                </td>
                <td>
                  {[service?.short, areas].filter(Boolean).join(', ')}
                  {mates.length > 0 && (
                    <span className={css['dim']}> · {mates.map((mate) => t.board.pairedAt(timeOf(mate.start))).join(', ')}</span>
                  )}
                </td>
                <td>{practitionerById.get(leg.practitionerId)?.displayName}</td>
                <td>{roomById.get(leg.roomId)?.name}</td>
                <td>
                  <StateGlyph state={stateOf(visit, leg)} /> {word(words.visitStatus, leg.status === 'booked' ? visit.status : leg.status)}
                  {stateOf(visit, leg) === 'review' && `, ${words.states['review']}`}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** A visit just booked, or a panel that closed, asks for the focus here as on the board. */
function useRequestedRow(day: BoardDay): void {
  const { focusVisit, focusDay = day.date, orTabStop } = useStore(boardStore, (state) => state);
  useEffect(() => {
    if (focusDay !== day.date || (!focusVisit && !orTabStop)) return;
    const rows = [...document.querySelectorAll<HTMLElement>('[data-list-visit]')];
    const row = rows.find((one) => one.dataset['listVisit'] === focusVisit) ?? (orTabStop ? rows[0] : undefined);
    if (!row && !orTabStop) return;
    requestAnswered();
    row?.focus();
  }, [day, focusVisit, focusDay, orTabStop]);
}
